//! One connection: its streams, its driver, its life signs.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use h2::{
    PingPong, Reason, RecvStream,
    client::{Connection, ResponseFuture, SendRequest},
};
use http::Request;
use tokio::time::{Instant, sleep, timeout};

use crate::{
    Answer, ConnectionId, SendError,
    answer::Body,
    batch::{BatchWriter, TurnEnd},
    stream::Stream,
};

use super::{PoolLimits, Shared};

pub(super) struct Link {
    id: ConnectionId,
    opened_at: Instant,
    /// Cloned for each request. One that sent a request which still waits inside the library would refuse the next.
    sender: SendRequest<Bytes>,
    status: Arc<Status>,
}

/// What the driver and the users of a connection tell each other.
#[derive(Debug)]
pub(super) struct Status {
    open: AtomicBool,
    proven: AtomicBool,
    in_flight: AtomicUsize,
    requests: AtomicU64,
    /// Streams the peer allows.
    allowed: AtomicUsize,
    /// Streams we allow.
    cap: usize,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn new(id: ConnectionId, sender: SendRequest<Bytes>, cap: usize) -> Self {
        let status = Status {
            open: AtomicBool::new(true),
            proven: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            requests: AtomicU64::new(0),
            allowed: AtomicUsize::new(1),
            cap,
        };
        Self { id, opened_at: Instant::now(), sender, status: Arc::new(status) }
    }

    pub(super) fn id(&self) -> ConnectionId {
        self.id
    }

    pub(super) fn opened_at(&self) -> Instant {
        self.opened_at
    }

    pub(super) fn status(&self) -> &Arc<Status> {
        &self.status
    }

    pub(super) fn is_open(&self) -> bool {
        self.status.open.load(Ordering::Relaxed)
    }

    /// Whether something was answered on it.
    pub(super) fn is_proven(&self) -> bool {
        self.status.proven.load(Ordering::Relaxed)
    }

    pub(super) fn in_flight(&self) -> usize {
        self.status.in_flight.load(Ordering::Relaxed)
    }

    pub(super) fn requests(&self) -> u64 {
        self.status.requests.load(Ordering::Relaxed)
    }

    pub(super) fn capacity(&self) -> usize {
        self.status.allowed.load(Ordering::Relaxed).min(self.status.cap)
    }

    /// Takes a stream if one is free. Called under the roster's lock only, so that no two callers take the same one.
    pub(super) fn try_take(&self) -> bool {
        let free = self.in_flight() < self.capacity();
        if free {
            self.status.in_flight.fetch_add(1, Ordering::Relaxed);
            self.status.requests.fetch_add(1, Ordering::Relaxed);
        }
        free
    }
}

/// A stream that was taken; given back when dropped.
pub(super) struct Lease {
    link: Arc<Link>,
    shared: Arc<Shared>,
}

/// How a try ended.
pub(super) enum Exchange {
    Answered(Answer),
    Failed(SendError),
    /// The peer did not process it; the connection may be used on.
    NotProcessed,
    /// It was not processed and the connection takes no more requests.
    Closed,
}

enum NotStarted {
    Malformed,
    Closed,
}

impl Lease {
    pub(super) fn new(link: Arc<Link>, shared: Arc<Shared>) -> Self {
        Self { link, shared }
    }

    pub(super) fn id(&self) -> ConnectionId {
        self.link.id
    }

    pub(super) async fn exchange(&self, head: Request<()>, body: Bytes) -> Exchange {
        let response = match self.start(head, body) {
            Ok(response) => response,
            Err(NotStarted::Malformed) => return Exchange::Failed(SendError::Malformed),
            Err(NotStarted::Closed) => return Exchange::Closed,
        };
        match self.read(response).await {
            Ok(answer) => {
                self.link.status.proven.store(true, Ordering::Relaxed);
                Exchange::Answered(answer)
            }
            Err(error) => classify(&error),
        }
    }

    fn start(&self, head: Request<()>, body: Bytes) -> Result<ResponseFuture, NotStarted> {
        let ends = body.is_empty();
        let sent = self.link.sender.clone().send_request(head, ends);
        let (response, mut stream) = sent.map_err(|error| match error.reason() {
            None if !error.is_io() => NotStarted::Malformed,
            _ => NotStarted::Closed,
        })?;
        if !ends && stream.send_data(body, true).is_err() {
            // The connection ended between the two calls; the answer's future knows how.
            tracing::trace!("the stream was closed before its body was sent");
        }
        Ok(response)
    }

    async fn read(&self, response: ResponseFuture) -> Result<Answer, h2::Error> {
        let (head, mut stream) = response.await?.into_parts();
        let body = if stream.is_end_stream() { Body::default() } else { read_body(&mut stream).await? };
        Ok(Answer::new(head, body, self.link.id))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.link.status.in_flight.fetch_sub(1, Ordering::Release);
        self.shared.stream_returned();
    }
}

async fn read_body(stream: &mut RecvStream) -> Result<Body, h2::Error> {
    let mut body = Body::default();
    while let Some(chunk) = stream.data().await {
        let chunk = chunk?;
        // Fails only when the stream is gone, which the next read reports.
        let _ = stream.flow_control().release_capacity(chunk.len());
        if !body.push(chunk) {
            break;
        }
    }
    Ok(body)
}

/// What an error of the library says about the request's fate. Streams above a GOAWAY's last stream end with that
/// GOAWAY as their error, the others with an I/O error when the connection ends: so a remote GOAWAY means "not
/// processed".
fn classify(error: &h2::Error) -> Exchange {
    if error.is_go_away() && error.is_remote() {
        return Exchange::Closed;
    }
    match error.reason() {
        Some(Reason::REFUSED_STREAM) if error.is_remote() => Exchange::NotProcessed,
        Some(reason) if error.is_reset() => Exchange::Failed(SendError::Reset(reason.into())),
        _ => Exchange::Failed(SendError::Lost),
    }
}

/// Runs a connection until it ends. Holds nothing that would keep it open.
pub(super) fn drive(
    mut connection: Connection<BatchWriter<Stream>, Bytes>,
    turn_end: TurnEnd<Stream>,
    status: Arc<Status>,
    limits: PoolLimits,
    shared: Weak<Shared>,
) -> impl Future<Output = ()> + Send + 'static {
    let pings = connection.ping_pong();
    async move {
        let running = poll_fn(|cx| {
            let ended = Pin::new(&mut connection).poll(cx);
            let allowed = connection.max_concurrent_send_streams();
            if status.allowed.swap(allowed, Ordering::Relaxed) < allowed
                && let Some(shared) = shared.upgrade()
            {
                shared.free.notify_waiters();
            }
            if ended.is_pending() {
                // When the socket takes no more, it wakes this task.
                let _ = turn_end.poll(cx);
            }
            ended
        });
        tokio::select! {
            biased;
            ended = running => tracing::debug!(error = ?ended.err().map(|error| error.to_string()), "connection ended"),
            () = watch(pings, limits) => tracing::debug!("connection does not answer a PING"),
        }
        status.open.store(false, Ordering::Relaxed);
    }
}

/// Returns when the peer leaves a PING unanswered.
async fn watch(pings: Option<PingPong>, limits: PoolLimits) {
    let Some(mut pings) = pings else { return std::future::pending().await };
    loop {
        sleep(limits.ping_after).await;
        match timeout(limits.ping_timeout, pings.ping(h2::Ping::opaque())).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) => return std::future::pending().await,
            Err(_) => return,
        }
    }
}
