use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use tokio::{net::TcpSocket, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    certificate::CertificateFacts,
    config::{Bind, ListenerConfig},
    connection::Shared,
    control::Control,
    counters::{Counters, CountersSnapshot},
    handler::Handler,
    limits::{Limits, LimitsError},
    places::Places,
    tls::{self, ServerTls, TlsError},
    unix::{self, SocketFile},
};

mod accept;

use accept::{Socket, accept};

/// Connections the kernel keeps until they are accepted.
const BACKLOG: u32 = 1_024;
/// How long connections that were cut may take to go.
const AFTER_CUT: Duration = Duration::from_secs(1);

/// Why a listener cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// A limit makes no sense.
    #[error("limits of a listener: {0}")]
    Limits(#[from] LimitsError),
    /// The address cannot be taken.
    #[error("cannot listen on {address}: {source}")]
    Address {
        /// The address or path.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// The files of TLS are of no use.
    #[error("TLS: {0}")]
    Tls(#[from] TlsError),
    /// TLS was asked for on a Unix socket.
    #[error("a Unix socket is served without TLS")]
    TlsOnUnixSocket,
}

impl ListenerConfig {
    /// Takes the address and reads the files of TLS. Callers that connect from now on wait until
    /// [`Bound::serve`] is called.
    ///
    /// # Errors
    /// See [`BindError`].
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub async fn bind(self) -> Result<Bound, BindError> {
        self.limits.validate()?;
        let counters = Arc::new(Counters::default());
        let tls = match (self.tls, &self.bind) {
            (None, _) => None,
            (Some(_), Bind::Unix(_)) => return Err(BindError::TlsOnUnixSocket),
            (Some(files), Bind::Tcp(_)) => Some(Arc::new(ServerTls::load(files, counters.clone()).await?)),
        };
        let (socket, address, file) = listen(&self.bind).map_err(|source| BindError::Address {
            address: match &self.bind {
                Bind::Tcp(address) => address.to_string(),
                Bind::Unix(path) => path.display().to_string(),
            },
            source,
        })?;
        let cleartext_http2 = self.cleartext_http2;
        Ok(Bound { name: self.name.into(), socket, address, file, tls, counters, limits: self.limits, cleartext_http2 })
    }
}

fn listen(bind: &Bind) -> io::Result<(Socket, BoundAddress, Option<SocketFile>)> {
    match bind {
        Bind::Tcp(address) => {
            let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
            socket.set_reuseaddr(true)?;
            socket.bind(*address)?;
            let listener = socket.listen(BACKLOG)?;
            let address = BoundAddress::Tcp(listener.local_addr()?);
            Ok((Socket::Tcp(listener), address, None))
        }
        Bind::Unix(path) => {
            let (listener, file) = unix::listen(path, BACKLOG)?;
            Ok((Socket::Unix(listener), BoundAddress::Unix(path.clone()), Some(file)))
        }
    }
}

/// Where a listener really listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundAddress {
    /// With the port that was taken.
    Tcp(SocketAddr),
    /// The socket file.
    Unix(PathBuf),
}

impl BoundAddress {
    /// The network address. Absent for a Unix socket.
    pub fn tcp(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }
}

/// An address that is taken and not served yet.
#[derive(Debug)]
pub struct Bound {
    name: Arc<str>,
    socket: Socket,
    address: BoundAddress,
    file: Option<SocketFile>,
    tls: Option<Arc<ServerTls>>,
    counters: Arc<Counters>,
    limits: Limits,
    cleartext_http2: bool,
}

impl Bound {
    /// Where it listens.
    pub fn address(&self) -> &BoundAddress {
        &self.address
    }

    /// Begins to accept.
    pub fn serve<H: Handler>(self, handler: H) -> Listener {
        let control = Arc::new(Control::default());
        let places = Places::new(self.limits.max_connections);
        let (ending, watching) = (CancellationToken::new(), CancellationToken::new());
        if let Some((tls, interval)) = self.tls.as_ref().and_then(|tls| Some((tls, tls.watch_interval()?))) {
            tokio::spawn(tls::watch(self.name.clone(), tls.clone(), interval, watching.clone()));
        }
        let shared = Arc::new(Shared::new(
            self.name,
            handler,
            self.limits,
            self.counters.clone(),
            control.clone(),
            self.tls.clone(),
            self.cleartext_http2,
        ));
        let accepting = tokio::spawn(accept(self.socket, shared, places.clone(), ending.clone()));
        let view = ListenerView { address: self.address, tls: self.tls, counters: self.counters, places };
        Listener { view, control, ending, watching, accepting: Some(accepting), _file: self.file }
    }
}

/// A listener that serves. Dropped, it stops at once: [`Listener::drain`] is the way that loses nothing.
#[derive(Debug)]
pub struct Listener {
    view: ListenerView,
    control: Arc<Control>,
    ending: CancellationToken,
    watching: CancellationToken,
    accepting: Option<JoinHandle<()>>,
    _file: Option<SocketFile>,
}

/// How a drain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that had not come to an end when the time was over, and were cut.
    pub cut: u32,
}

impl Listener {
    /// Where it listens.
    pub fn address(&self) -> &BoundAddress {
        &self.view.address
    }

    /// What others may see and ask of it: reload, counters, certificate. Stays valid.
    pub fn view(&self) -> ListenerView {
        self.view.clone()
    }

    /// Stops accepting, serves what is under way to its end, and cuts what is left after `grace`.
    ///
    /// Requests that have begun are answered; connections are then closed, those of HTTP/2 after a GOAWAY. Whoever
    /// holds a WebSocket learns it through [`Peer::draining`](crate::Peer::draining). Whoever the kernel has let in already is served too.
    pub async fn drain(mut self, grace: Duration) -> Drained {
        self.ending.cancel();
        if let Some(accepting) = self.accepting.take() {
            // It only fails when the runtime goes down, and then there is nothing left to wait for.
            let _ = accepting.await;
        }
        self.control.drain();
        if timeout(grace, self.view.places.all_free()).await.is_ok() {
            return Drained { cut: 0 };
        }
        let cut = self.view.places.open();
        self.control.cut();
        let _ = timeout(AFTER_CUT, self.view.places.all_free()).await;
        Drained { cut }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ending.cancel();
        self.watching.cancel();
        self.control.cut();
    }
}

/// What others may see and ask of a listener. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ListenerView {
    address: BoundAddress,
    tls: Option<Arc<ServerTls>>,
    counters: Arc<Counters>,
    places: Places,
}

impl ListenerView {
    /// Where it listens.
    pub fn address(&self) -> &BoundAddress {
        &self.address
    }

    /// Reads the files of TLS again. Connections that are open stay as they are. Does nothing on a listener in clear.
    ///
    /// # Errors
    /// See [`TlsError`]: what was loaded before goes on serving.
    pub async fn reload(&self) -> Result<(), TlsError> {
        match &self.tls {
            Some(tls) => tls.reload().await,
            None => Ok(()),
        }
    }

    /// The certificate that is shown now, its end among it. Absent on a listener in clear.
    pub fn certificate(&self) -> Option<CertificateFacts> {
        self.tls.as_ref().map(|tls| tls.certificate())
    }

    /// What has happened so far.
    pub fn counters(&self) -> CountersSnapshot {
        self.counters.snapshot(self.places.open())
    }
}
