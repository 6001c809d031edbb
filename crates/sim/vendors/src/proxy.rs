//! A corporate proxy that speaks `CONNECT`, with everything such proxies do to connections. A tool for tests.

mod intercept;
mod page;
mod request;
mod tunnel;

use std::{collections::HashMap, io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use tokio::net::{TcpListener, TcpStream};

use countersign_primitives::{Clock, Secret};

use crate::{
    credentials::{Authority, CredentialsError, Folder},
    transport::Lifetime,
};

/// What the proxy does with a `CONNECT`.
#[derive(Clone, Debug, Default)]
pub enum ProxyBehaviour {
    /// Connects, and passes bytes on.
    #[default]
    Tunnel,
    /// Answers 407 to whoever does not bring these (Basic), and connects otherwise.
    RequireCredentials {
        /// User name.
        user: String,
        /// Password.
        password: Secret<String>,
    },
    /// Answers with this status, such as 403 or 502.
    Refuse {
        /// HTTP status.
        status: u16,
    },
    /// Connects, and cuts the connection after this time, however busy it is.
    CutAfter(Duration),
    /// Never answers.
    Hang,
    /// Ends TLS itself, with a certificate of its own authority and without ALPN, and answers a page over HTTP/1.1, as
    /// a content filter does.
    Intercept,
}

/// What the proxy needs to start.
#[derive(Clone)]
pub struct ProxyConfig {
    /// Where it listens. Port 0: the operating system chooses.
    pub listen: SocketAddr,
    /// What it does at first.
    pub behaviour: ProxyBehaviour,
    /// Where targets really are: `api.push.apple.com:443`, in lower case, to an address. Targets that are not here
    /// must be addresses; other names get 502.
    pub hosts: HashMap<String, SocketAddr>,
    /// Where the intercepting authority is kept. Made when it is missing.
    pub data_dir: PathBuf,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl ProxyConfig {
    /// On loopback, with a port chosen by the operating system; tunnels.
    pub fn loopback(data_dir: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            behaviour: ProxyBehaviour::default(),
            hosts: HashMap::new(),
            data_dir,
            clock,
        }
    }
}

/// One request the proxy saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyRequest {
    /// What it asked to be connected to, as written.
    pub target: String,
    /// The user it named in `Proxy-Authorization`, when it did.
    pub user: Option<String>,
    /// What it was answered; 0: nothing.
    pub status: u16,
}

/// Why the proxy cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The authority cannot be made or read.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
}

/// The proxy.
#[derive(Clone, Copy, Debug)]
pub struct Proxy;

/// What all its connections share.
struct Shared {
    behaviour: ArcSwap<ProxyBehaviour>,
    hosts: HashMap<String, SocketAddr>,
    authority: Authority,
    requests: Mutex<Vec<ProxyRequest>>,
    lifetime: Lifetime,
}

impl Proxy {
    /// Starts the proxy.
    ///
    /// # Errors
    /// See [`ProxyError`].
    pub async fn start(config: ProxyConfig) -> Result<RunningProxy, ProxyError> {
        let folder = Folder::open(config.data_dir)?;
        let authority = Authority::open(&folder, config.clock)?;
        let address = config.listen;
        let bound = async {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = bound.await.map_err(|source| ProxyError::Listen { address, source })?;
        let shared = Arc::new(Shared {
            behaviour: ArcSwap::from_pointee(config.behaviour),
            hosts: config.hosts,
            authority,
            requests: Mutex::default(),
            lifetime: Lifetime::default(),
        });
        shared.lifetime.tasks.spawn(Arc::clone(&shared).accept(listener));
        Ok(RunningProxy { address, shared })
    }
}

impl Shared {
    async fn accept(self: Arc<Self>, listener: TcpListener) {
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((tcp, _)) => drop(self.lifetime.tasks.spawn(Arc::clone(&self).serve(tcp))),
                    Err(error) => tracing::warn!(%error, "the proxy cannot accept a connection"),
                },
                () = self.lifetime.stop.cancelled() => return,
            }
        }
    }

    async fn serve(self: Arc<Self>, tcp: TcpStream) {
        let answerer = service_fn(|request| Arc::clone(&self).answer(request));
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(tcp), answerer)
            .with_upgrades();
        tokio::select! {
            ended = served => if let Err(error) = ended {
                tracing::debug!(%error, "a connection of the proxy ended with an error");
            },
            () = self.lifetime.stop.cancelled() => {}
        }
    }
}

/// A running proxy.
pub struct RunningProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for RunningProxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunningProxy").field("address", &self.address).finish_non_exhaustive()
    }
}

impl RunningProxy {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of the authority it intercepts with, in PEM.
    pub fn ca_pem(&self) -> &str {
        self.shared.authority.pem()
    }

    /// Changes what it does with requests that come from now on.
    pub fn set_behaviour(&self, behaviour: ProxyBehaviour) {
        self.shared.behaviour.store(Arc::new(behaviour));
    }

    /// The requests it saw, in order.
    pub fn requests(&self) -> Vec<ProxyRequest> {
        self.shared.requests.lock().clone()
    }

    /// Ends it and every connection through it.
    pub async fn shutdown(self) {
        self.shared.lifetime.stop.cancel();
        self.shared.lifetime.tasks.close();
        self.shared.lifetime.tasks.wait().await;
    }
}

impl Drop for RunningProxy {
    fn drop(&mut self) {
        self.shared.lifetime.stop.cancel();
    }
}
