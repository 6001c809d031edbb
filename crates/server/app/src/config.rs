use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use countersign_egress::Trust;
use countersign_ingress::{TlsFiles, TrustedForwarders};
use countersign_primitives::{Clock, Random, Secret};
use countersign_server_domain::ports::journal::DeliveryJournal;
use countersign_server_store_postgres::PostgresConfig;

/// What a server is told when it starts. Everything else is in its settings, which administrators change at run time.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Where everything is kept: the database, files. Made when it is missing; one server at a time uses it.
    pub data_folder: PathBuf,
    /// Where the database is.
    pub database: Database,
    /// Where clients connect; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Certificate and key; clear text without, for servers behind a reverse proxy.
    pub tls: Option<TlsFiles>,
    /// The reverse proxies whose word counts about where a client is. Default: none.
    pub trusted_proxies: TrustedForwarders,
    /// The address people reach the server under (`SiteURL`); `None` leaves the setting as it is.
    pub site_url: Option<String>,
    /// The push gateway's address; `None` leaves the setting as it is.
    pub push_gateway_url: Option<String>,
    /// Presented to the gateway as a bearer token; `None` presents nothing.
    pub push_gateway_token: Option<Secret<String>>,
    /// Whom to trust when the gateway is reached over TLS. Default: the system's roots.
    pub trust: Trust,
}

impl ServerConfig {
    /// A server with its data in this folder, listening on 127.0.0.1:8065 in clear text.
    pub fn new(data_folder: impl Into<PathBuf>) -> Self {
        Self {
            data_folder: data_folder.into(),
            database: Database::Embedded,
            listen: SocketAddr::from(([127, 0, 0, 1], 8065)),
            tls: None,
            trusted_proxies: TrustedForwarders::none(),
            site_url: None,
            push_gateway_url: None,
            push_gateway_token: None,
            trust: Trust::default(),
        }
    }
}

/// Where a server keeps its data, files apart.
#[derive(Clone, Debug, Default)]
pub enum Database {
    /// In a file in the data folder, by SQLite.
    #[default]
    Embedded,
    /// In PostgreSQL.
    Postgres(PostgresConfig),
}

/// What a server is given besides.
#[derive(Clone)]
pub struct Surroundings {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for keys.
    pub random: Arc<dyn Random>,
    /// Who watches what becomes of pushes; [`countersign_server_domain::ports::journal::NoJournal`] when nobody does.
    pub journal: Arc<dyn DeliveryJournal>,
}
