use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    Authority, Received, Reply, http1, http2,
    received::{Script, Shared},
};

/// How a peer listens.
#[derive(Clone)]
pub struct PeerOptions {
    /// TLS settings; `None` is clear text.
    pub tls: Option<Arc<ServerConfig>>,
    /// `SETTINGS_MAX_CONCURRENT_STREAMS`; `None` leaves it out.
    pub streams: Option<u32>,
}

impl PeerOptions {
    /// HTTP/2 over TLS under this name, with 1,000 streams.
    pub fn tls(authority: &Authority, name: &str) -> Self {
        Self { tls: Some(authority.server(name, &["h2"], false)), streams: Some(1000) }
    }

    /// Clear text with 1,000 streams.
    pub fn clear() -> Self {
        Self { tls: None, streams: Some(1000) }
    }

    /// The same with another stream limit.
    #[must_use]
    pub fn streams(mut self, streams: u32) -> Self {
        self.streams = Some(streams);
        self
    }
}

/// A running peer; stops when dropped.
pub struct Peer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Clone, Copy)]
enum Protocol {
    Http1,
    Http2,
}

impl Peer {
    /// An HTTP/2 server on a free port of 127.0.0.1. Every request is answered as the script says.
    pub async fn http2(options: PeerOptions, script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(loopback().await, options, Protocol::Http2, Arc::new(script))
    }

    /// The same at a given address: to come back where one was stopped.
    pub fn http2_on(
        listener: TcpListener,
        options: PeerOptions,
        script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start(listener, options, Protocol::Http2, Arc::new(script))
    }

    /// An HTTP/1.1 server.
    pub async fn http1(options: PeerOptions, script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(loopback().await, options, Protocol::Http1, Arc::new(script))
    }

    fn start(listener: TcpListener, options: PeerOptions, protocol: Protocol, script: Script) -> Self {
        let shared = Arc::new(Shared {
            script,
            log: Mutex::default(),
            arrived: Notify::new(),
            streams: AtomicU32::new(options.streams.unwrap_or(u32::MAX)),
            in_flight: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
        });
        let address = listener.local_addr().expect("a bound listener has an address");
        let task = tokio::spawn(accept(listener, options.tls.map(TlsAcceptor::from), protocol, Arc::clone(&shared)));
        Self { address, shared, task }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything received so far, in order.
    pub fn received(&self) -> Vec<Received> {
        self.shared.log.lock().clone()
    }

    /// Waits until so many requests have arrived and returns them.
    ///
    /// # Panics
    /// When that takes longer than 10 s.
    pub async fn wait_for(&self, requests: usize) -> Vec<Received> {
        timeout(Duration::from_secs(10), async {
            loop {
                let arrived = self.shared.arrived.notified();
                let received = self.received();
                if received.len() >= requests {
                    return received;
                }
                arrived.await;
            }
        })
        .await
        .unwrap_or_else(|_| panic!("{requests} requests expected, {} arrived", self.received().len()))
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The most requests that were open at the same time.
    pub fn peak_in_flight(&self) -> usize {
        self.shared.peak.load(Ordering::SeqCst)
    }

    /// The stream limit for connections to come.
    pub fn set_streams(&self, streams: u32) {
        self.shared.streams.store(streams, Ordering::SeqCst);
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn loopback() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports")
}

/// Connections live in a set of this task, so that all of them end with it.
async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, protocol: Protocol, shared: Arc<Shared>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((tcp, _)) = accepted else { return };
                connections.spawn(connection(tcp, tls.clone(), protocol, Arc::clone(&shared)));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(tcp: TcpStream, tls: Option<TlsAcceptor>, protocol: Protocol, shared: Arc<Shared>) {
    let number = shared.connections.fetch_add(1, Ordering::SeqCst) + 1;
    let _ = tcp.set_nodelay(true);
    let Some(tls) = tls else {
        return match protocol {
            Protocol::Http1 => http1::serve(tcp, number, None, shared).await,
            Protocol::Http2 => http2::serve(tcp, number, None, shared).await,
        };
    };
    let Ok(stream) = tls.accept(tcp).await else { return };
    let certificate = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first()).map(|der| der.to_vec());
    match protocol {
        Protocol::Http1 => http1::serve(stream, number, certificate, shared).await,
        Protocol::Http2 => http2::serve(stream, number, certificate, shared).await,
    }
}
