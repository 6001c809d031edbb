use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use countersign_dispatch::{MemoryOutbox, Outbox};
use countersign_primitives::{Clock, Random};
use countersign_push_outbox::{FileOutbox, OpenError};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

use crate::{
    DeliveryObserver, GatewayConfig, Mistake,
    courier::{Courier, Targets, Times},
    metrics::Metrics,
    serve::{self, Pages},
    site::{Site, SiteSettings},
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
    /// The queue folder cannot be used.
    #[error(transparent)]
    Queue(#[from] OpenError),
    /// A port is taken, or may not be used.
    #[error("{0}")]
    Listen(io::Error),
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
    listeners: Vec<JoinHandle<()>>,
    workers: Vec<(String, JoinHandle<()>)>,
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
        let outbox = open_outbox(&config)?;
        let listener = serve::bind(config.listen).await.map_err(StartError::Listen)?;
        let admin = match config.admin_listen {
            Some(address) => Some(serve::bind(address).await.map_err(StartError::Listen)?),
            None => None,
        };
        let courier = Arc::new(Courier::new(
            Arc::clone(&surroundings.clock),
            Arc::clone(&surroundings.random),
            outbox,
            built.targets,
            times(&config),
            Arc::clone(&metrics),
            surroundings.observer.clone(),
        ));
        let site = Arc::new(Site {
            courier,
            metrics,
            clock: Arc::clone(&surroundings.clock),
            settings: ArcSwap::from_pointee(settings(&config, built.gauges)),
        });
        let (stop, stopped) = watch::channel(false);
        let addr = listener.local_addr().map_err(StartError::Listen)?;
        let admin_addr =
            admin.as_ref().map(tokio::net::TcpListener::local_addr).transpose().map_err(StartError::Listen)?;
        let mut running =
            RunningGateway { addr, admin_addr, site, surroundings, stop, listeners: Vec::new(), workers: Vec::new() };
        running.listen(listener, Pages::Callers, stopped.clone());
        if let Some(admin) = admin {
            running.listen(admin, Pages::Admin, stopped);
        }
        running.staff();
        Ok(running)
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

    /// Takes over new settings: targets, times, limits, manners. What is under way goes on with the old ones. Addresses
    /// and the queue stay as they are until the next start.
    ///
    /// # Errors
    /// A target that cannot work; then everything stays as it was.
    pub fn reload(&mut self, config: &GatewayConfig) -> Result<(), StartError> {
        let courier = &self.site.courier;
        let old = courier.targets.load_full();
        let built = targets::targets(config, self.surroundings.ports(), &self.site.metrics, &old)
            .map_err(StartError::Targets)?;
        courier.targets.store(Arc::new(built.targets));
        courier.times.store(Arc::new(times(config)));
        self.site.settings.store(Arc::new(settings(config, built.gauges)));
        self.staff();
        Ok(())
    }

    /// Stops: takes no more requests, answers those that are there, lets what is being sent end, and leaves the rest in
    /// the queue.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        for listener in self.listeners.drain(..) {
            let _ = listener.await;
        }
        for (_, worker) in self.workers.drain(..) {
            let _ = worker.await;
        }
        let work = &self.site.courier.work;
        work.close();
        if timeout(GRACE, work.wait()).await.is_err() {
            tracing::warn!("some pushes were still being sent; they are in the queue");
        }
    }

    fn listen(&mut self, listener: tokio::net::TcpListener, pages: Pages, stop: watch::Receiver<bool>) {
        self.listeners.push(tokio::spawn(serve::serve(listener, Arc::clone(&self.site), pages, stop, GRACE)));
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
        for task in self.listeners.iter().chain(self.workers.iter().map(|(_, worker)| worker)) {
            task.abort();
        }
    }
}

fn open_outbox(config: &GatewayConfig) -> Result<Arc<dyn Outbox>, OpenError> {
    let Some(folder) = &config.queue_folder else {
        tracing::warn!("accepted pushes are kept in memory only: set a queue folder");
        return Ok(Arc::new(MemoryOutbox::new(config.queue_limits.pushes)));
    };
    let (outbox, found) = FileOutbox::open(folder, config.queue_limits)?;
    if found.pushes > 0 || found.torn_bytes > 0 {
        tracing::info!(pushes = found.pushes, torn_bytes = found.torn_bytes, "the queue was taken up again");
    }
    if found.lost_bytes > 0 {
        tracing::error!(lost_bytes = found.lost_bytes, "part of the queue cannot be read: check the disk");
    }
    Ok(Arc::new(outbox))
}

fn times(config: &GatewayConfig) -> Times {
    Times { verdict: config.verdict_time, attempt: config.attempt_time, lifetimes: config.lifetimes }
}

fn settings(config: &GatewayConfig, gauges: Vec<targets::Gauge>) -> SiteSettings {
    let throttle =
        config.throttle.as_ref().map(|throttle| (throttle.clone(), Throttle::new(throttle.per_second, throttle.keys)));
    SiteSettings { compat: config.compat, metrics: config.metrics, throttle, gauges }
}
