use std::{net::SocketAddr, sync::Arc, time::Duration};

use countersign_egress::Trust;
use countersign_ingress::{BindError, Bound, Listener, ListenerConfig, ListenerView, TowerHandler};
use countersign_server_domain::{
    domain::{Domain, DomainConfig, Ports, StartError as DomainError},
    error::Error,
    ports::{
        bus::Bus,
        mailer::{Mailer, NoMailer},
    },
    settings::Settings,
    statuses, system,
};
use countersign_server_files::{Depot, intake::IntakeConfig, storage::FileStore, workers::WorkersConfig};
use countersign_server_http::{HttpConfig, HttpServer};
use countersign_server_mail::{SmtpConfigError, SmtpMailer};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    bus::{BusError, OpenBus},
    company::{self, CompanyError},
    config::{ServerConfig, Surroundings},
    data_folder::{DataFolder, DataFolderError},
    files::{self, FilesError, StoredFiles},
    gateway::HttpGateway,
    integrations::HttpIntegrations,
    jobs,
    store::{DatabaseError, OpenStore},
};

/// How long requests that have begun may take when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Why a server did not start. Nothing runs then, nothing was changed but what a migration did.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error(transparent)]
    DataFolder(#[from] DataFolderError),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The other nodes cannot be heard.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// Others use the database who are not heard.
    #[error(transparent)]
    Company(#[from] CompanyError),
    /// Files cannot be kept.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Letters cannot be sent.
    #[error("letters cannot be sent: {0}")]
    Mail(#[from] SmtpConfigError),
    /// What is stored makes no sense.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// What was asked for could not be put into the settings.
    #[error("the settings could not be changed: {0}")]
    Settings(Error),
    /// It cannot listen.
    #[error(transparent)]
    Listen(#[from] BindError),
}

/// The messaging server. Started by [`Server::start`].
pub struct Server;

/// A server that runs. Dropping it without [`RunningServer::shutdown`] loses nothing; the next start checks the database.
pub struct RunningServer {
    address: SocketAddr,
    is_tls: bool,
    listener: Listener,
    local: Option<Listener>,
    http: HttpServer,
    core: OpenServer,
    jobs: JoinSet<()>,
    stop: CancellationToken,
}

/// A server's data folder, opened by [`Server::open`].
pub struct OpenServer {
    domain: Domain,
    files: Depot,
    store: OpenStore,
    bus: OpenBus,
    // Held until everything else is gone.
    _data_folder: DataFolder,
}

impl Server {
    /// Opens the data folder, brings the database up to date, binds and serves. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// See [`StartError`]; each says what to do.
    pub async fn start(config: ServerConfig, surroundings: Surroundings) -> Result<RunningServer, StartError> {
        let data_folder = DataFolder::hold(&config.data_folder)?;
        let bound = listener(&config).bind().await?;
        let local = match &config.local_socket {
            Some(path) => Some(ListenerConfig::unix("local", path).bind().await?),
            None => None,
        };
        let mut core = core(data_folder, &config, &surroundings).await?;
        preset(&core.domain, &config).await?;
        let http = HttpServer::new(core.domain.clone(), core.files.clone(), http_config(&config));
        core.bus.listen_for(&core.domain);
        if let Err(error) = company::check(&core.store, &core.bus).await {
            core.close().await;
            return Err(error.into());
        }
        let stop = CancellationToken::new();
        let jobs = jobs::start(&core.domain, &stop);
        let address = tcp(&bound);
        let listener = bound.serve(TowerHandler(http.router()));
        let local = local.map(|bound| bound.serve(TowerHandler(http.local_router())));
        Ok(RunningServer { address, is_tls: config.tls.is_some(), listener, local, http, core, jobs, stop })
    }

    /// Opens the data folder without serving: for tools that work on it while no server does.
    ///
    /// # Errors
    /// See [`StartError`]; a server that runs is one.
    pub async fn open(config: &ServerConfig, surroundings: &Surroundings) -> Result<OpenServer, StartError> {
        core(DataFolder::hold(&config.data_folder)?, config, surroundings).await
    }
}

impl OpenServer {
    /// The use cases.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Closes the database and lets go of the folder.
    pub async fn close(self) {
        self.bus.close().await;
        self.store.close().await;
    }
}

impl RunningServer {
    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a URL without a trailing slash.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.is_tls { "https" } else { "http" }, self.address)
    }

    /// The use cases, for whoever runs in the same process.
    pub fn domain(&self) -> &Domain {
        &self.core.domain
    }

    /// Counters of the listener and its certificate, and how to read the certificate again.
    pub fn listener(&self) -> ListenerView {
        self.listener.view()
    }

    /// Stops: accepts nothing more, answers what has begun, lets sockets go, and closes the database. Pushes that were
    /// not delivered stay queued for the next start.
    pub async fn shutdown(mut self) {
        self.http.close_sockets();
        self.listener.drain(GRACE).await;
        if let Some(local) = self.local {
            local.drain(GRACE).await;
        }
        self.stop.cancel();
        while self.jobs.join_next().await.is_some() {}
        if let Err(error) = statuses::write_statuses(&self.core.domain).await {
            tracing::error!(%error, "the last changes of presence are lost");
        }
        self.core.close().await;
    }
}

async fn core(
    folder: DataFolder,
    config: &ServerConfig,
    surroundings: &Surroundings,
) -> Result<OpenServer, StartError> {
    // Before anything is read, so that no change is missed between reading and listening.
    let bus = OpenBus::open(config, surroundings.random.as_ref()).await?;
    let store = OpenStore::open(&config.database, &folder, config.bus.is_some()).await?;
    let files = files::open(&config.storage, &folder, Arc::clone(&surroundings.random))?;
    let domain = domain(config, surroundings, files.clone(), &store, bus.port()).await?;
    let files = Depot::new(files, &WorkersConfig::default(), IntakeConfig::default());
    Ok(OpenServer { domain, files, store, bus, _data_folder: folder })
}

fn listener(config: &ServerConfig) -> ListenerConfig {
    let listener = ListenerConfig::tcp("public", config.listen);
    match &config.tls {
        Some(files) => listener.with_tls(files.clone()),
        None => listener,
    }
}

#[allow(clippy::expect_used, reason = "the listener was asked for a TCP address")]
fn tcp(bound: &Bound) -> SocketAddr {
    bound.address().tcp().expect("a TCP listener has a TCP address")
}

async fn domain(
    config: &ServerConfig,
    surroundings: &Surroundings,
    files: FileStore,
    store: &OpenStore,
    bus: Arc<dyn Bus>,
) -> Result<Domain, StartError> {
    let ports = Ports {
        store: store.port(),
        bus,
        files: Arc::new(StoredFiles(files)),
        gateway: Arc::new(HttpGateway::new(config.trust.clone(), config.push_gateway_token.clone())),
        mailer: mailer(config)?,
        integrations: Arc::new(HttpIntegrations::new(Trust::default())),
        journal: Arc::clone(&surroundings.journal),
        clock: Arc::clone(&surroundings.clock),
        random: Arc::clone(&surroundings.random),
    };
    let database = match store {
        OpenStore::Sqlite(_) => "sqlite",
        OpenStore::Postgres(_) => "postgres",
    };
    Ok(Domain::start(ports, &DomainConfig { database, ..DomainConfig::default() }).await?)
}

fn mailer(config: &ServerConfig) -> Result<Arc<dyn Mailer>, StartError> {
    match &config.mail {
        Some(mail) => Ok(Arc::new(SmtpMailer::new(mail)?)),
        None => Ok(Arc::new(NoMailer)),
    }
}

async fn preset(domain: &Domain, config: &ServerConfig) -> Result<(), StartError> {
    let (site_url, gateway_url) = (config.site_url.clone(), config.push_gateway_url.clone());
    let change = move |settings: &mut Settings| {
        if let Some(url) = site_url {
            settings.service_settings.site_url = url;
        }
        if let Some(url) = gateway_url {
            settings.email_settings.push_notification_server = url;
        }
    };
    system::preset_settings(domain, change).await.map_err(StartError::Settings)
}

fn http_config(config: &ServerConfig) -> HttpConfig {
    let hostname = std::fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned();
    HttpConfig {
        hostname,
        runs_as_root: rustix::process::geteuid().is_root(),
        forwarders: config.trusted_proxies.clone(),
        ..HttpConfig::default()
    }
}
