//! The smallest vendor there can be: takes everything, says 200, at once or after a while.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use bytes::Bytes;
use countersign_loopback::Authority;
use h2::server::{self, SendResponse};
use http::Response;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{Instant, sleep_until},
};
use tokio_rustls::TlsAcceptor;

/// What the fakes do, changeable while they run.
#[derive(Debug)]
pub(super) struct Manner {
    latency_us: AtomicU64,
    streams: AtomicU32,
    pub(super) taken: AtomicU64,
    pub(super) connections: AtomicUsize,
}

impl Manner {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            latency_us: AtomicU64::new(0),
            streams: AtomicU32::new(1000),
            taken: AtomicU64::new(0),
            connections: AtomicUsize::new(0),
        })
    }

    /// Answers come so late; connections to come have so many streams.
    pub(super) fn set(&self, latency: Duration, streams: u32) {
        self.latency_us.store(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.streams.store(streams, Ordering::Relaxed);
        self.connections.store(0, Ordering::Relaxed);
    }

    fn latency(&self) -> Duration {
        Duration::from_micros(self.latency_us.load(Ordering::Relaxed))
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
    let mut late: VecDeque<(Instant, SendResponse<Bytes>)> = VecDeque::new();
    loop {
        let next = late.front().map(|(at, _)| *at);
        tokio::select! {
            biased;
            () = async { sleep_until(next.unwrap_or_else(Instant::now)).await }, if next.is_some() => {
                let now = Instant::now();
                while late.front().is_some_and(|(at, _)| *at <= now) {
                    if let Some((_, respond)) = late.pop_front() {
                        answer(respond, body, &manner);
                    }
                }
            }
            accepted = connection.accept() => {
                let (_request, respond) = accepted?.ok()?;
                let latency = manner.latency();
                if latency.is_zero() { answer(respond, body, &manner) } else { late.push_back((Instant::now() + latency, respond)) }
            }
        }
    }
}

fn answer(mut respond: SendResponse<Bytes>, body: &'static str, manner: &Manner) {
    manner.taken.fetch_add(1, Ordering::Relaxed);
    if let Ok(mut stream) = respond.send_response(Response::new(()), body.is_empty())
        && !body.is_empty()
    {
        let _ = stream.send_data(Bytes::from_static(body.as_bytes()), true);
    }
}
