//! Making connections.

mod late_tls;

use std::{fs, str::FromStr, time::Duration};

use rustls::RootCertStore;
use rustls_pki_types::{CertificateDer, pem::PemObject};
use tokio_postgres::Config;

use crate::{
    config::PostgresConfig,
    connection::Connection,
    fault::{Fault, in_words},
    open_error::OpenError,
};
use late_tls::LateTls;

/// What every connection needs.
///
/// Plans are made once for a statement, not for each use of it. The statements are such that values do not matter and
/// an index has the order they ask for; a plan that was made while a table was small, or of unknown size, must not read
/// and sort all of it later. What has no index is still read whole, and sorted. A statement that hangs ends by itself,
/// so that nobody waits for ever.
const SETTINGS: &str = "SET plan_cache_mode = force_generic_plan; SET jit = off; SET enable_seqscan = off;
    SET enable_bitmapscan = off; SET enable_sort = off; SET statement_timeout = '60s';
    SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning";

/// Makes connections to one database.
pub(crate) struct Connector {
    config: Config,
    tls: LateTls,
}

impl Connector {
    /// Reads the address and the certificates; connects to nothing yet.
    pub(crate) fn new(config: &PostgresConfig) -> Result<Self, OpenError> {
        let mut address =
            Config::from_str(config.url.expose()).map_err(|error| OpenError::Address(error.to_string()))?;
        if address.get_application_name().is_none() {
            address.application_name("countersign-server");
        }
        if address.get_connect_timeout().is_none() {
            address.connect_timeout(Duration::from_secs(10));
        }
        address.tcp_user_timeout(Duration::from_secs(30));
        Ok(Self { config: address, tls: LateTls::trusting(extra_roots(config)?) })
    }

    /// A connection with the settings every one of them needs.
    pub(crate) async fn connect(&self) -> Result<Connection, Fault> {
        self.prepare(None).await
    }

    /// The same from a connection as PostgreSQL made it, if there is one.
    pub(crate) async fn prepare(&self, bare: Option<Connection>) -> Result<Connection, Fault> {
        let connection = match bare {
            Some(connection) => connection,
            None => self.connect_bare().await?,
        };
        connection.client().batch_execute(SETTINGS).await?;
        Ok(connection)
    }

    /// A connection as PostgreSQL makes it.
    pub(crate) async fn connect_bare(&self) -> Result<Connection, Fault> {
        let connected = self.config.connect(self.tls.clone()).await;
        let (client, driver) = connected.map_err(|error| Fault::Connect(in_words(&error)))?;
        let driver = tokio::spawn(async move {
            if let Err(error) = driver.await {
                tracing::warn!(reason = in_words(&error), "a connection to the database broke");
            }
        });
        Ok(Connection::new(client, driver))
    }
}

/// The certificates of a file, which the machine need not know.
fn extra_roots(config: &PostgresConfig) -> Result<RootCertStore, OpenError> {
    let mut roots = RootCertStore::empty();
    let Some(path) = &config.extra_roots else { return Ok(roots) };
    let wrong = |reason: String| OpenError::Roots { path: path.clone(), reason };
    let pem = fs::read(path).map_err(|error| wrong(error.to_string()))?;
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    Ok(roots)
}
