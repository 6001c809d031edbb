use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use arc_swap::ArcSwap;
use countersign_ingress::{BindError, Bound, Listener, TlsError, TlsFiles};
use countersign_primitives::{Clock, Random};
use futures_util::future::join_all;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::timeout,
};

use crate::{
    DeliveryObserver, GatewayConfig, Mistake,
    callers::{Callers, Replays},
    courier::{Courier, Targets, Times},
    expiry::{self, ExpiryWatch},
    gauge::Gauge,
    metrics::Metrics,
    queue::{self, QueueError},
    serve::{self, AdminPages, CallerPages},
    site::{ReloadRequest, Site, SiteSettings},
    targets,
    throttle::Throttle,
};

/// How long callers may still wait for their verdicts when the gateway stops.
const GRACE: Duration = Duration::from_secs(10);

/// What a gateway is given besides its settings.
#[derive(Clone)]
pub struct Surroundings {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For ids and for the spread of waits.
    pub random: Arc<dyn Random>,
    /// Who watches what becomes of each push; `None` when nobody does.
    pub observer: Option<Arc<dyn DeliveryObserver>>,
}

impl Surroundings {
    fn ports(&self) -> (&Arc<dyn Clock>, &Arc<dyn Random>) {
        (&self.clock, &self.random)
    }
}

/// Why a gateway did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A target cannot work as configured.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Targets(Vec<Mistake>),
    /// Accepted pushes cannot be kept.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// An address is taken or may not be used, or the certificate is of no use.
    #[error(transparent)]
    Listen(#[from] BindError),
    /// At a reload: the new certificate is of no use.
    #[error("TLS: {0}")]
    Tls(#[from] TlsError),
}

/// The push gateway. Started by [`Gateway::start`].
pub struct Gateway;

/// A gateway that runs. Dropping it without [`RunningGateway::shutdown`] ends it as a crash would.
pub struct RunningGateway {
    addr: SocketAddr,
    admin_addr: Option<SocketAddr>,
    site: Arc<Site>,
    surroundings: Surroundings,
    stop: watch::Sender<bool>,
    tls: Option<TlsFiles>,
    listeners: Vec<Listener>,
    workers: Vec<(String, JoinHandle<()>)>,
    watch_certificates: JoinHandle<()>,
}

impl Gateway {
    /// Builds all targets, opens the queue, binds and serves. Ports may be 0. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// A target that cannot work, an unusable queue folder, or a port that cannot be listened on. Nothing runs then.
    pub async fn start(config: GatewayConfig, surroundings: Surroundings) -> Result<RunningGateway, StartError> {
        let metrics = Arc::new(Metrics::default());
        let built =
            targets::targets(&config, surroundings.ports(), &metrics, &Targets::new()).map_err(StartError::Targets)?;
        let (outbox, verdicts) = queue::open(&config, Arc::clone(&surroundings.clock), &*surroundings.random).await?;
        let (callers, admin) = serve::bind(&config).await?;
        if config.callers.is_empty() && !config.listen.ip().is_loopback() {
            tracing::warn!("anybody who can connect may send pushes: name the callers to change that");
        }
        let courier = Arc::new(Courier::new(
            Arc::clone(&surroundings.clock),
            Arc::clone(&surroundings.random),
            outbox,
            verdicts,
            built.targets,
            times(&config),
            Arc::clone(&metrics),
            surroundings.observer.clone(),
        ));
        let site = Arc::new(Site {
            courier,
            metrics,
            clock: Arc::clone(&surroundings.clock),
            settings: ArcSwap::from_pointee(settings(&config, built.gauges, None)),
            replays: Replays::new(u64::try_from(surroundings.clock.now().as_secs()).unwrap_or(0)),
            listeners: OnceLock::new(),
            reloads: OnceLock::new(),
            expiry: ExpiryWatch::default(),
        });
        let mut running = serve_on(site, callers, admin, config.tls, surroundings);
        running.staff();
        Ok(running)
    }

    /// Whether a gateway could start with these settings: targets, certificates, limits. Takes no port of theirs and does
    /// not touch the queue, so that it can be asked beside one that runs. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// What [`Gateway::start`] would say.
    pub async fn check(mut config: GatewayConfig, surroundings: &Surroundings) -> Result<(), StartError> {
        targets::targets(&config, surroundings.ports(), &Metrics::default(), &Targets::new())
            .map_err(StartError::Targets)?;
        config.listen.set_port(0);
        config.admin_listen = None;
        serve::bind(&config).await?;
        Ok(())
    }
}

impl RunningGateway {
    /// Where callers connect.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where metrics and health are served besides; `None` when nowhere.
    pub fn admin_addr(&self) -> Option<SocketAddr> {
        self.admin_addr
    }

    /// Takes the requests to read the settings again that operators send: `POST /reload` where they connect. Whoever takes
    /// them answers each, after [`RunningGateway::reload`] as a rule. As long as nobody does there is no such page. `None`
    /// when they were taken before.
    pub fn take_reloads(&mut self) -> Option<mpsc::Receiver<ReloadRequest>> {
        let (asks, asked) = mpsc::channel(1);
        self.site.reloads.set(asks).is_ok().then_some(asked)
    }

    /// Takes over new settings: targets, times, limits, manners, the certificate. What is under way goes on with the old
    /// ones. Addresses, the names of the certificate's files and the queue stay as they are until the next start.
    ///
    /// # Errors
    /// A target that cannot work, or a certificate that is of no use; then everything stays as it was.
    pub async fn reload(&mut self, config: &GatewayConfig) -> Result<(), StartError> {
        let courier = &self.site.courier;
        let old = courier.targets.load_full();
        let built = targets::targets(config, self.surroundings.ports(), &self.site.metrics, &old)
            .map_err(StartError::Targets)?;
        if config.tls != self.tls {
            tracing::warn!("other files for TLS are used from the next start on");
        }
        for listener in &self.listeners {
            listener.view().reload().await?;
        }
        courier.targets.store(Arc::new(built.targets));
        courier.times.store(Arc::new(times(config)));
        let before = self.site.settings.load_full();
        self.site.settings.store(Arc::new(settings(config, built.gauges, Some(&before))));
        self.site.look_at_certificates();
        self.staff();
        Ok(())
    }

    /// Stops: takes no more requests, answers those that are there, lets what is being sent end, and leaves the rest in
    /// the queue.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        let cut: u32 = join_all(self.listeners.drain(..).map(|listener| listener.drain(GRACE)))
            .await
            .into_iter()
            .map(|drained| drained.cut)
            .sum();
        if cut > 0 {
            tracing::warn!(cut, "callers still waited when the time to stop was over");
        }
        for (_, worker) in self.workers.drain(..) {
            let _ = worker.await;
        }
        let work = &self.site.courier.work;
        work.close();
        if timeout(GRACE, work.wait()).await.is_err() {
            tracing::warn!("some pushes were still being sent; they are in the queue");
        }
        self.site.courier.outbox.close().await;
    }

    /// One worker for each target that has none.
    fn staff(&mut self) {
        let courier = &self.site.courier;
        for name in courier.targets.load().keys() {
            if self.workers.iter().all(|(staffed, _)| staffed != name) {
                let worker = Arc::clone(courier).work_off(name.clone(), self.stop.subscribe());
                self.workers.push((name.clone(), tokio::spawn(worker)));
            }
        }
    }
}

impl Drop for RunningGateway {
    fn drop(&mut self) {
        self.watch_certificates.abort();
        for (_, worker) in &self.workers {
            worker.abort();
        }
    }
}

/// Begins to serve callers, and operators where they have an address of their own.
fn serve_on(
    site: Arc<Site>,
    callers: Bound,
    admin: Option<Bound>,
    tls: Option<TlsFiles>,
    surroundings: Surroundings,
) -> RunningGateway {
    let mut listeners = vec![callers.serve(CallerPages(Arc::clone(&site)))];
    listeners.extend(admin.map(|admin| admin.serve(AdminPages(Arc::clone(&site)))));
    let views = ["callers", "admin"].into_iter().zip(listeners.iter().map(Listener::view)).collect();
    // Set once, here.
    let _ = site.listeners.set(views);
    let watch_certificates = tokio::spawn({
        let site = Arc::downgrade(&site);
        async move {
            while let Some(site) = site.upgrade() {
                site.look_at_certificates();
                drop(site);
                tokio::time::sleep(expiry::LOOK).await;
            }
        }
    });
    RunningGateway {
        addr: listeners[0].address().tcp().expect("it was bound to an address of TCP"),
        admin_addr: listeners.get(1).and_then(|admin| admin.address().tcp()),
        site,
        surroundings,
        stop: watch::Sender::new(false),
        tls,
        listeners,
        workers: Vec::new(),
        watch_certificates,
    }
}

fn times(config: &GatewayConfig) -> Times {
    Times { verdict: config.verdict_time, attempt: config.attempt_time, lifetimes: config.lifetimes }
}

/// `before` lends the throttle, when its settings stay.
fn settings(config: &GatewayConfig, gauges: Vec<Gauge>, before: Option<&SiteSettings>) -> SiteSettings {
    let throttle = config.throttle.as_ref().map(|throttle| {
        let same = before.and_then(|before| before.throttle.as_ref()).filter(|(known, _)| known == throttle);
        let fresh = || Arc::new(Throttle::new(throttle.per_second, throttle.keys));
        (throttle.clone(), same.map_or_else(fresh, |(_, same)| Arc::clone(same)))
    });
    let callers = Callers::new(config);
    SiteSettings { compat: config.compat, metrics: config.metrics, throttle, callers, gauges }
}
