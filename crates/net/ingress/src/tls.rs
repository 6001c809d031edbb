use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use rustls::ServerConfig;

use crate::{certificate::CertificateFacts, counters::Counters};

mod error;
mod load;
mod watch;

pub use error::TlsError;

pub(crate) use watch::watch;

use load::Loaded;
use watch::Fingerprint;

/// The files TLS is served with, all in PEM. They are read at the start, on request and when they change; files that are
/// of no use never replace those that were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, followed by those between it and the authority: what Let's Encrypt calls `fullchain.pem`.
    pub certificate_file: PathBuf,
    /// Its key: PKCS#8, PKCS#1 or SEC1, not encrypted. May be the same file.
    pub key_file: PathBuf,
    /// Whether callers are asked for certificates too. Absent: no.
    pub client: Option<ClientCertificates>,
    /// Whether HTTP/2 is offered beside HTTP/1.1. Default yes.
    pub http2: bool,
    /// Whether TLS 1.2 is refused. Default no: 1.2 and 1.3 are spoken.
    pub tls13_only: bool,
    /// How often the files are looked at for changes. Default 5 s. Absent: never, only on request.
    pub watch_interval: Option<Duration>,
}

impl TlsFiles {
    /// A certificate and its key, with the defaults of all else.
    pub fn new(certificate_file: impl Into<PathBuf>, key_file: impl Into<PathBuf>) -> Self {
        Self {
            certificate_file: certificate_file.into(),
            key_file: key_file.into(),
            client: None,
            http2: true,
            tls13_only: false,
            watch_interval: Some(Duration::from_secs(5)),
        }
    }

    /// The same, asking callers for certificates.
    #[must_use]
    pub fn with_client_certificates(self, client: ClientCertificates) -> Self {
        Self { client: Some(client), ..self }
    }

    fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        let client =
            self.client.iter().flat_map(|client| client.revocations_file.iter().chain([&client.authorities_file]));
        [&self.certificate_file, &self.key_file].into_iter().chain(client)
    }
}

/// Mutual TLS: whose certificates callers may show. Sessions are not resumed where this is set, so that each connection
/// is checked against the files of now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificates {
    /// The authorities a caller's certificate must lead to.
    pub authorities_file: PathBuf,
    /// Revocation lists of these authorities. Absent: nothing is revoked. An expired list goes on being honoured.
    pub revocations_file: Option<PathBuf>,
    /// Whether a caller without a certificate is refused. Otherwise the handler decides by
    /// [`Peer::certificate`](crate::Peer::certificate). A bad certificate is refused either way.
    pub required: bool,
}

/// TLS as it is served now.
pub(crate) struct ServerTls {
    files: TlsFiles,
    counters: Arc<Counters>,
    /// How the files looked before they were first read.
    seen: Fingerprint,
    loaded: ArcSwap<Loaded>,
    reloading: tokio::sync::Mutex<()>,
}

impl ServerTls {
    pub(crate) async fn load(files: TlsFiles, counters: Arc<Counters>) -> Result<Self, TlsError> {
        let seen = Fingerprint::of(&files).await;
        let loaded = ArcSwap::from_pointee(load::load(&files).await?);
        Ok(Self { files, counters, seen, loaded, reloading: tokio::sync::Mutex::default() })
    }

    /// What the next handshake is done with.
    pub(crate) fn current(&self) -> Arc<ServerConfig> {
        self.loaded.load().config.clone()
    }

    pub(crate) fn watch_interval(&self) -> Option<Duration> {
        self.files.watch_interval
    }

    pub(crate) fn certificate(&self) -> CertificateFacts {
        self.loaded.load().certificate.clone()
    }

    pub(crate) async fn reload(&self) -> Result<(), TlsError> {
        let _one_at_a_time = self.reloading.lock().await;
        match load::load(&self.files).await {
            Ok(loaded) => {
                self.loaded.store(Arc::new(loaded));
                self.counters.reloads.add();
                Ok(())
            }
            Err(error) => {
                self.counters.reloads_failed.add();
                Err(error)
            }
        }
    }
}

impl fmt::Debug for ServerTls {
    /// The files; never what was read from them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").field("files", &self.files).finish_non_exhaustive()
    }
}
