//! What every handler has at hand.

use std::sync::Arc;

use countersign_server_domain::domain::Domain;

use crate::{config::HttpConfig, hub::Hub};

/// The state of the surface. Clones are the same server.
#[derive(Clone)]
pub(crate) struct App {
    inner: Arc<Inner>,
}

struct Inner {
    domain: Domain,
    hub: Arc<Hub>,
    config: HttpConfig,
}

impl App {
    pub(crate) fn new(domain: Domain, hub: Arc<Hub>, config: HttpConfig) -> Self {
        Self { inner: Arc::new(Inner { domain, hub, config }) }
    }

    /// The use cases' handle.
    pub(crate) fn domain(&self) -> &Domain {
        &self.inner.domain
    }

    /// The open sockets.
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.inner.hub
    }

    /// Whether the process runs as the machine's superuser.
    pub(crate) fn runs_as_root(&self) -> bool {
        self.inner.config.runs_as_root
    }
}
