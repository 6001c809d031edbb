//! A server on a port of its own, with everything in memory but what the store keeps.

use std::{any::Any, net::SocketAddr, sync::Arc, time::Duration};

use countersign_primitives::{ManualClock, SequenceRandom, TimestampMs};
use countersign_server_domain::{
    domain::{Domain, DomainConfig, Ports},
    memory::{MemoryFiles, MemoryGateway},
    ports::{bus::InProcessBus, integrations::NoIntegrations, journal::NoJournal, mailer::NoMailer},
    pushes::{WorkerConfig, run_outbox},
};
use countersign_server_files::Depot;
use countersign_server_http::{HttpConfig, HttpServer};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// When tests happen.
pub(crate) const START: TimestampMs = TimestampMs(1_795_232_000_000);

/// Stops when it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) gateway: MemoryGateway,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) http: HttpServer,
    stop: CancellationToken,
    /// What the store lives on.
    _keeper: Box<dyn Any + Send + Sync>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let (store, keeper) = crate::stores::open().await;
        let (gateway, clock) = (MemoryGateway::default(), Arc::new(ManualClock::new(START)));
        let ports = Ports {
            store,
            bus: Arc::new(InProcessBus::default()),
            files: Arc::new(MemoryFiles),
            gateway: Arc::new(gateway.clone()),
            mailer: Arc::new(NoMailer),
            integrations: Arc::new(NoIntegrations),
            journal: Arc::new(NoJournal),
            clock: Arc::clone(&clock) as _,
            random: Arc::new(SequenceRandom::new(1)),
        };
        let domain = Domain::start(ports, &DomainConfig::default()).await.expect("an empty store starts");
        let config = HttpConfig { hostname: "test".to_owned(), runs_as_root: true, ..HttpConfig::default() };
        let files = Depot::in_memory(Arc::new(SequenceRandom::new(2)));
        let http = HttpServer::new(domain.clone(), files, config);
        let router = http.router();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a port");
        let address = listener.local_addr().expect("it is bound");
        let stop = CancellationToken::new();
        tokio::spawn(run_outbox(domain, WorkerConfig::default(), stop.clone()));
        let stopped = stop.clone();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(
            async move { axum::serve(listener, service).with_graceful_shutdown(stopped.cancelled_owned()).await },
        );
        Self { address, gateway, clock, http, stop, _keeper: keeper }
    }

    /// The server's address as people write it.
    pub(crate) fn site(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, by: Duration) {
        self.clock.advance(by);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
