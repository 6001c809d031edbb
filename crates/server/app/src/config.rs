//! What a server is told when it starts: values, read from a file and the environment or put together by whoever starts it.

mod file;
mod load;
#[cfg(test)]
mod reference;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use countersign_egress::Trust;
use countersign_ingress::{TlsFiles, TrustedForwarders};
use countersign_primitives::{Clock, Random, Secret};
use countersign_server_bus_nats::NatsBusConfig;
use countersign_server_domain::ports::journal::DeliveryJournal;
use countersign_server_mail::SmtpConfig;
use countersign_server_store_postgres::PostgresConfig;
use url::Url;

pub use load::ConfigError;

/// What a server is told when it starts. Everything else is in its settings, which administrators change at run time.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Where everything is kept: the database, files. Made when it is missing; one server at a time uses it.
    pub data_folder: PathBuf,
    /// Where the database is.
    pub database: Database,
    /// Where uploaded files are. Default: in the data folder.
    pub storage: FileStorage,
    /// How this node hears of the others that use the same PostgreSQL; `None` when it is the only one, and refuses to
    /// start beside others.
    pub bus: Option<NatsBusConfig>,
    /// Where clients connect; port 0 takes a free one.
    pub listen: SocketAddr,
    /// A socket file for whoever administers this machine: what comes through it needs no sign-in, and only the user this
    /// process runs as may open it. Default: none.
    pub local_socket: Option<PathBuf>,
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
    /// Where letters to people leave; `None` writes none.
    pub mail: Option<SmtpConfig>,
    /// Whom to trust when the gateway is reached over TLS. Default: the system's roots.
    pub trust: Trust,
}

impl ServerConfig {
    /// A server with its data in this folder, listening on 127.0.0.1:8065 in clear text.
    pub fn new(data_folder: impl Into<PathBuf>) -> Self {
        Self {
            data_folder: data_folder.into(),
            database: Database::Embedded,
            storage: FileStorage::DataFolder,
            bus: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8065)),
            local_socket: None,
            tls: None,
            trusted_proxies: TrustedForwarders::none(),
            site_url: None,
            push_gateway_url: None,
            push_gateway_token: None,
            mail: None,
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

/// Where a server keeps uploaded files.
#[derive(Clone, Debug, Default)]
pub enum FileStorage {
    /// In the data folder.
    #[default]
    DataFolder,
    /// In a folder of their own, such as one that several machines mount.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible service.
    Bucket(Box<BucketPlace>),
}

/// A bucket and how to get there.
#[derive(Clone, Debug)]
pub struct BucketPlace {
    /// The bucket. It must exist.
    pub name: String,
    /// Where the service answers, without the bucket; `None` for Amazon's own address for the region.
    pub endpoint: Option<Url>,
    /// The region that signatures name.
    pub region: String,
    /// What every name in the bucket begins with; empty for nothing.
    pub prefix: String,
    /// The access key's id.
    pub access_key_id: String,
    /// The access key.
    pub secret_access_key: Secret<String>,
    /// Whether the bucket stands in the path and not in the host's name.
    pub path_style: bool,
    /// Whether `http://` is allowed as endpoint.
    pub allow_plain_http: bool,
    /// Whom to trust when the service is reached over TLS.
    pub trust: Trust,
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
