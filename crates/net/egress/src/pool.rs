//! Connections to one service under one credential, and the streams on them.

mod limits;
mod link;
mod roster;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use h2::client::Builder;
use http::Request;
use parking_lot::Mutex;
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

pub use limits::PoolLimits;

use crate::{Answer, ConnectionId, DialError, Dialer, Scheme, SendError, batch::BatchWriter};

use link::{Exchange, Lease, Link};
use roster::{Free, Roster};

/// How often a request that was not processed is sent again at once.
const RESENDS: usize = 3;
/// A connection is replaced long before its 2^30 stream ids run out.
const MAX_REQUESTS: u64 = 1 << 29;

/// A bounded set of HTTP/2 connections to one service. Cheap to clone; all clones share the connections.
#[derive(Clone, Debug)]
pub struct Pool {
    shared: Arc<Shared>,
}

/// What a pool holds and has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStats {
    /// Open connections.
    pub connections: usize,
    /// Requests sent and not answered yet.
    pub in_flight: usize,
    /// Requests that wait for a stream.
    pub waiting: usize,
    /// Connections opened since the pool was made.
    pub opened: u64,
    /// Failed attempts to connect since then.
    pub dial_failures: u64,
    /// Requests sent a second time because the peer had not processed them.
    pub resent: u64,
}

#[derive(Debug)]
struct Shared {
    dialer: Dialer,
    limits: PoolLimits,
    roster: Mutex<Roster>,
    free: Notify,
    waiting: AtomicUsize,
    next_id: AtomicU64,
    opened: AtomicU64,
    dial_failures: AtomicU64,
    resent: AtomicU64,
}

impl Pool {
    /// An empty pool; it connects when first asked. Must be used inside a Tokio runtime.
    pub fn new(dialer: Dialer, limits: PoolLimits) -> Self {
        Self {
            shared: Arc::new(Shared {
                dialer,
                limits,
                roster: Mutex::new(Roster::default()),
                free: Notify::new(),
                waiting: AtomicUsize::new(0),
                next_id: AtomicU64::new(1),
                opened: AtomicU64::new(0),
                dial_failures: AtomicU64::new(0),
                resent: AtomicU64::new(0),
            }),
        }
    }

    /// Host and port as they belong into a request's `:authority`.
    pub fn authority(&self) -> String {
        self.shared.dialer.endpoint.authority()
    }

    /// Opens the first connection ahead of the first request, unless there is one.
    pub fn warm(&self) {
        let mut roster = self.shared.roster.lock();
        if roster.wants_first(Instant::now()) {
            self.shared.dial(&mut roster);
        }
    }

    /// Sends one request and waits for its answer, until `deadline` at most. `head` makes the request's head; it is
    /// called again when the peer did not process the first try.
    ///
    /// # Errors
    /// No answer came; [`SendError::fate`] tells whether the peer may have processed the request.
    pub async fn send(
        &self,
        head: impl Fn() -> Request<()>,
        body: Bytes,
        deadline: Instant,
    ) -> Result<Answer, SendError> {
        let mut stage = Stage::Waiting;
        match timeout_at(deadline, self.send_staged(head, body, &mut stage)).await {
            Ok(result) => result,
            Err(_) => Err(match stage {
                Stage::Sent => SendError::TimedOut,
                Stage::Waiting => self.shared.why_waiting(),
            }),
        }
    }

    async fn send_staged(
        &self,
        head: impl Fn() -> Request<()>,
        body: Bytes,
        stage: &mut Stage,
    ) -> Result<Answer, SendError> {
        for attempt in 0..=RESENDS {
            *stage = Stage::Waiting;
            let lease = self.shared.lease().await?;
            *stage = Stage::Sent;
            match lease.exchange(head(), body.clone()).await {
                Exchange::Answered(answer) => return Ok(answer),
                Exchange::Failed(error) => return Err(error),
                Exchange::NotProcessed => {}
                Exchange::Closed => self.shared.forget(lease.id()),
            }
            if attempt < RESENDS {
                self.shared.resent.fetch_add(1, Ordering::Relaxed);
            }
        }
        Err(SendError::Refused)
    }

    /// Takes a connection out of use: requests on it are still answered, new ones go elsewhere. For peers that keep
    /// refusing a connection once they have refused a credential on it.
    pub fn retire(&self, connection: ConnectionId) {
        self.shared.forget(connection);
    }

    /// What the pool holds now.
    pub fn stats(&self) -> PoolStats {
        let shared = &self.shared;
        let roster = shared.roster.lock();
        PoolStats {
            connections: roster.links().len(),
            in_flight: roster.links().iter().map(|link| link.in_flight()).sum(),
            waiting: shared.waiting.load(Ordering::Relaxed),
            opened: shared.opened.load(Ordering::Relaxed),
            dial_failures: shared.dial_failures.load(Ordering::Relaxed),
            resent: shared.resent.load(Ordering::Relaxed),
        }
    }
}

#[derive(Clone, Copy)]
enum Stage {
    Waiting,
    Sent,
}

impl Shared {
    /// A free stream, as soon as there is one.
    async fn lease(self: &Arc<Self>) -> Result<Lease, SendError> {
        if let Some(lease) = self.try_lease()? {
            return Ok(lease);
        }
        let _waiting = Waiting::enter(self)?;
        loop {
            let notified = self.free.notified();
            tokio::pin!(notified);
            notified.as_mut().enable();
            if let Some(lease) = self.try_lease()? {
                return Ok(lease);
            }
            // Woken by a returned stream, a new connection or a failed one; and now and then to ask for a connection.
            let _ = timeout_at(Instant::now() + self.limits.open_interval, notified).await;
        }
    }

    fn try_lease(self: &Arc<Self>) -> Result<Option<Lease>, SendError> {
        let now = Instant::now();
        let mut roster = self.roster.lock();
        let free = roster.take(now, &self.limits);
        if roster.wants_more(now, &self.limits) {
            self.dial(&mut roster);
        }
        match free {
            Free::Stream(link) => Ok(Some(Lease::new(link, Arc::clone(self)))),
            Free::None => match roster.failure(now) {
                Some((error, retry_in)) => Err(SendError::Dial { error, retry_in }),
                None => Ok(None),
            },
        }
    }

    /// Why a request still had no stream when its time was over.
    fn why_waiting(&self) -> SendError {
        let roster = self.roster.lock();
        if roster.links().is_empty() {
            SendError::Dial { error: DialError::TimedOut(self.dialer.timeout), retry_in: Duration::ZERO }
        } else {
            SendError::Saturated
        }
    }

    fn dial(self: &Arc<Self>, roster: &mut Roster) {
        roster.dialing(Instant::now());
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = shared.open().await;
            let mut roster = shared.roster.lock();
            match outcome {
                Ok(link) => {
                    shared.opened.fetch_add(1, Ordering::Relaxed);
                    roster.opened(link);
                }
                Err(error) => {
                    shared.dial_failures.fetch_add(1, Ordering::Relaxed);
                    tracing::debug!(endpoint = %shared.dialer.endpoint, %error, "cannot connect");
                    roster.failed(error, Instant::now(), shared.limits.dial_backoff);
                }
            }
            drop(roster);
            shared.free.notify_waiters();
        });
    }

    async fn open(self: &Arc<Self>) -> Result<Arc<Link>, DialError> {
        let (stream, agreed) = self.dialer.connect(&[b"h2"]).await?;
        if self.dialer.endpoint.scheme == Scheme::Https && agreed.as_deref() != Some(b"h2") {
            return Err(DialError::NoHttp2);
        }
        let (writer, turn_end) = BatchWriter::new(stream);
        let handshake = Builder::new()
            // Apple starts with one stream. The library's own default is "no limit until told otherwise", which ends
            // in refused streams.
            .initial_max_send_streams(1)
            .enable_push(false)
            .max_concurrent_reset_streams(1000)
            .handshake(writer);
        let (sender, connection) = handshake.await.map_err(|error| DialError::Http2(error.to_string()))?;
        let id = ConnectionId(self.next_id.fetch_add(1, Ordering::Relaxed));
        let link = Arc::new(Link::new(id, sender, self.limits.streams));
        let ended = link::drive(connection, turn_end, Arc::clone(link.status()), self.limits, Arc::downgrade(self));
        let shared = Arc::downgrade(self);
        tokio::spawn(async move {
            ended.await;
            if let Some(shared) = shared.upgrade() {
                shared.forget(id);
            }
        });
        Ok(link)
    }

    fn forget(&self, connection: ConnectionId) {
        self.roster.lock().remove(connection);
        self.free.notify_waiters();
    }

    fn stream_returned(&self) {
        if self.waiting.load(Ordering::Acquire) > 0 {
            self.free.notify_one();
        }
    }
}

/// Counts a request as waiting for as long as it lives.
struct Waiting<'a>(&'a Shared);

impl<'a> Waiting<'a> {
    fn enter(shared: &'a Shared) -> Result<Self, SendError> {
        let guard = Self(shared);
        if shared.waiting.fetch_add(1, Ordering::AcqRel) < shared.limits.waiting {
            Ok(guard)
        } else {
            Err(SendError::Saturated)
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}
