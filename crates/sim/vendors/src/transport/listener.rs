use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use countersign_primitives::Clock;

use super::{Connections, Order, SHUTDOWN, Service, driver, http1};
use crate::{counters::Counters, service::ServiceKind};

const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// After an error of `accept` (too many open files), so that it is not tried in a tight loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);
/// How long a connection may take to end when everything ends.
const STOP_TIMEOUT: Duration = Duration::from_millis(200);
const H2: &[u8] = b"h2";

/// When everything ends, and who must have ended by then.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lifetime {
    /// Cancelled to end everything.
    pub(crate) stop: CancellationToken,
    /// Everything that was begun.
    pub(crate) tasks: TaskTracker,
}

impl Lifetime {
    /// Waits until whatever still runs after the end has had its time.
    pub(crate) async fn overtime(&self) {
        self.stop.cancelled().await;
        tokio::time::sleep(STOP_TIMEOUT).await;
    }
}

/// Why a connection ended before its time.
#[derive(Debug, thiserror::Error)]
enum ConnectionError {
    #[error(transparent)]
    Tls(#[from] io::Error),
    #[error("the TLS handshake took too long")]
    TlsTimeout(#[from] tokio::time::error::Elapsed),
    #[error(transparent)]
    Http2(#[from] h2::Error),
    #[error(transparent)]
    Http1(#[from] hyper::Error),
}

/// What every listener shares.
#[derive(Clone)]
pub(crate) struct Listener {
    pub(crate) connections: Arc<Connections>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) lifetime: Lifetime,
}

impl Listener {
    /// Binds, and serves in the background until the lifetime ends. Connections without ALPN `h2` are served as
    /// HTTP/1.1 when `tls` offers that, and closed otherwise.
    pub(crate) async fn start<S: Service>(
        &self,
        address: SocketAddr,
        kind: ServiceKind,
        tls: Arc<rustls::ServerConfig>,
        service: Arc<S>,
    ) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        let this = self.clone();
        let stop = self.lifetime.stop.clone();
        self.lifetime.tasks.spawn(async move {
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    () = stop.cancelled() => return,
                };
                match accepted {
                    Ok((tcp, _)) => this.take(tcp, kind, &tls, &service),
                    Err(error) => {
                        tracing::warn!(service = %kind, %error, "cannot accept a connection");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                }
            }
        });
        Ok(bound)
    }

    fn take<S: Service>(&self, tcp: TcpStream, kind: ServiceKind, tls: &Arc<rustls::ServerConfig>, service: &Arc<S>) {
        let (this, tls, service) = (self.clone(), Arc::clone(tls), Arc::clone(service));
        self.lifetime.tasks.spawn(async move {
            if let Err(error) = this.serve(tcp, kind, tls, service).await {
                tracing::debug!(service = %kind, %error, "connection ended with an error");
            }
        });
    }

    async fn serve<S: Service>(
        &self,
        tcp: TcpStream,
        kind: ServiceKind,
        tls: Arc<rustls::ServerConfig>,
        service: Arc<S>,
    ) -> Result<(), ConnectionError> {
        tcp.set_nodelay(true)?;
        let http1_offered = tls.alpn_protocols.iter().any(|protocol| protocol != H2);
        let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, TlsAcceptor::from(tls).accept(tcp));
        let handshake = handshake.await.map_err(ConnectionError::from).and_then(|done| Ok(done?));
        let stream = handshake.inspect_err(|_| self.counters.count_failed_handshake(kind))?;
        self.counters.count_handshake(kind);
        let (_, tls) = stream.get_ref();
        let is_h2 = tls.alpn_protocol() == Some(H2);
        let certificate = tls.peer_certificates().and_then(|chain| chain.first()).map(|leaf| leaf.clone().into_owned());
        if !is_h2 && !http1_offered {
            return Ok(());
        }
        let (registration, orders) = self.connections.open(kind, self.clock.now());
        let connection = Arc::clone(&registration.connection);
        let session = service.open(Arc::clone(&connection), certificate);
        let ended = async {
            if is_h2 {
                driver::drive(stream, service, session, connection, orders).await?;
            } else {
                http1::drive(stream, service, session, connection, orders).await?;
            }
            Ok(())
        };
        let mut ended = std::pin::pin!(ended);
        tokio::select! {
            result = ended.as_mut() => return result,
            () = self.lifetime.stop.cancelled() => {}
        }
        registration.order(Order::GoAway { code: 0, debug: Bytes::from_static(SHUTDOWN) });
        tokio::time::timeout(STOP_TIMEOUT, ended).await.unwrap_or(Ok(()))
    }
}
