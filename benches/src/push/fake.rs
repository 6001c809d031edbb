//! The smallest vendor there can be: takes everything, says 200, at once or after a while.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use bytes::Bytes;
use countersign_loopback::Authority;
use h2::{
    RecvStream,
    server::{self, SendResponse},
};
use http::{Response, StatusCode};
use parking_lot::Mutex;
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

const EXHAUSTED: &str = r#"{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED"}}"#;

/// What the fakes do, changeable while they run.
#[derive(Debug)]
pub(super) struct Manner {
    latency_us: AtomicU64,
    streams: AtomicU32,
    quota: Mutex<Option<Quota>>,
    pub(super) refused: AtomicU64,
    pub(super) taken: AtomicU64,
    pub(super) connections: AtomicUsize,
}

impl Manner {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            latency_us: AtomicU64::new(0),
            streams: AtomicU32::new(1000),
            quota: Mutex::default(),
            refused: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            connections: AtomicUsize::new(0),
        })
    }

    /// Answers come so late; connections to come have so many streams; there is no quota.
    pub(super) fn set(&self, latency: Duration, streams: u32) {
        self.latency_us.store(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.streams.store(streams, Ordering::Relaxed);
        self.connections.store(0, Ordering::Relaxed);
        *self.quota.lock() = None;
    }

    /// From now on what exceeds so many pushes a minute is refused.
    pub(super) fn keep_to(&self, per_minute: u32) {
        *self.quota.lock() = Some(Quota::per_minute(per_minute));
    }

    /// Whether a push that came now may be taken.
    fn may_take(&self) -> bool {
        let may = self.quota.lock().as_mut().is_none_or(|quota| quota.take(Instant::now()));
        if !may {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        may
    }

    fn latency(&self) -> Duration {
        Duration::from_micros(self.latency_us.load(Ordering::Relaxed))
    }
}

/// A project's quota, counted by the moment, so that seconds tell whether a minute would be too much: a hundredth of a
/// minute's pushes may come at once.
#[derive(Debug)]
struct Quota {
    per_second: f64,
    most: f64,
    left: f64,
    at: Instant,
}

impl Quota {
    fn per_minute(pushes: u32) -> Self {
        let pushes = f64::from(pushes);
        Self { per_second: pushes / 60.0, most: pushes / 100.0, left: pushes / 100.0, at: Instant::now() }
    }

    fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * self.per_second).min(self.most);
        self.at = now;
        let may = self.left >= 1.0;
        if may {
            self.left -= 1.0;
        }
        may
    }
}

/// A vendor on loopback.
pub(super) struct Fake {
    pub(super) address: SocketAddr,
}

impl Fake {
    /// Starts one under this name; it runs until the runtime ends. `body` is what a success says.
    pub(super) async fn start(
        authority: &Authority,
        name: &str,
        body: &'static str,
        manner: Arc<Manner>,
    ) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let tls = TlsAcceptor::from(authority.server(name, &["h2"], false));
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let (tls, manner) = (tls.clone(), Arc::clone(&manner));
                tokio::spawn(async move { connection(tcp, tls, body, manner).await });
            }
        });
        Ok(Self { address })
    }
}

async fn connection(tcp: TcpStream, tls: TlsAcceptor, body: &'static str, manner: Arc<Manner>) -> Option<()> {
    tcp.set_nodelay(true).ok()?;
    let stream = tls.accept(tcp).await.ok()?;
    manner.connections.fetch_add(1, Ordering::Relaxed);
    let mut connection = server::Builder::new()
        .max_concurrent_streams(manner.streams.load(Ordering::Relaxed))
        .initial_window_size(1 << 20)
        .initial_connection_window_size(1 << 30)
        .handshake::<_, Bytes>(stream)
        .await
        .ok()?;
    while let Some(accepted) = connection.accept().await {
        let (request, respond) = accepted.ok()?;
        tokio::spawn(take(request.into_body(), respond, body, Arc::clone(&manner)));
    }
    None
}

/// Reads a push to its end, as vendors do, and answers when its time has come.
async fn take(mut push: RecvStream, respond: SendResponse<Bytes>, body: &'static str, manner: Arc<Manner>) {
    while let Some(Ok(data)) = push.data().await {
        let _ = push.flow_control().release_capacity(data.len());
    }
    let latency = manner.latency();
    if !latency.is_zero() {
        sleep(latency).await;
    }
    answer(respond, body, &manner);
}

fn answer(mut respond: SendResponse<Bytes>, body: &'static str, manner: &Manner) {
    let mut response = Response::new(());
    let body = if manner.may_take() {
        manner.taken.fetch_add(1, Ordering::Relaxed);
        body
    } else {
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        EXHAUSTED
    };
    if let Ok(mut stream) = respond.send_response(response, body.is_empty())
        && !body.is_empty()
    {
        let _ = stream.send_data(Bytes::from_static(body.as_bytes()), true);
    }
}
