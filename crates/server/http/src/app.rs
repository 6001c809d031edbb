//! What every handler has at hand.

use std::sync::Arc;

use countersign_ingress::TrustedForwarders;
use countersign_server_domain::domain::Domain;
use countersign_server_files::Depot;

use crate::{config::HttpConfig, hub::Hub, newest_pages::NewestPages};

/// The state of the surface. Clones are the same server.
#[derive(Clone)]
pub(crate) struct App {
    inner: Arc<Inner>,
}

struct Inner {
    domain: Domain,
    files: Depot,
    hub: Arc<Hub>,
    newest_pages: Arc<NewestPages>,
    config: HttpConfig,
}

impl App {
    pub(crate) fn new(
        domain: Domain,
        files: Depot,
        hub: Arc<Hub>,
        newest_pages: Arc<NewestPages>,
        config: HttpConfig,
    ) -> Self {
        Self { inner: Arc::new(Inner { domain, files, hub, newest_pages, config }) }
    }

    /// The use cases' handle.
    pub(crate) fn domain(&self) -> &Domain {
        &self.inner.domain
    }

    /// Files.
    pub(crate) fn files(&self) -> &Depot {
        &self.inner.files
    }

    /// The open sockets.
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.inner.hub
    }

    /// The reverse proxies whose word counts about where a client is.
    pub(crate) fn forwarders(&self) -> &TrustedForwarders {
        &self.inner.config.forwarders
    }

    /// Channels' newest pages.
    pub(crate) fn newest_pages(&self) -> &NewestPages {
        &self.inner.newest_pages
    }

    /// Whether the process runs as the machine's superuser.
    pub(crate) fn runs_as_root(&self) -> bool {
        self.inner.config.runs_as_root
    }
}
