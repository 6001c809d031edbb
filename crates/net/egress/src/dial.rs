use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::{
    io::BufReader,
    net::{TcpStream, lookup_host},
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;

use crate::{
    DialError, Endpoint, Route, Scheme,
    stream::{READ_BUFFER, Stream},
    trust::trust_nobody,
    tunnel,
};

/// How to connect to one service.
#[derive(Clone, Debug)]
pub struct Dialer {
    /// The service.
    pub endpoint: Endpoint,
    /// By which way. Default: direct.
    pub route: Route,
    /// Trust and client certificate; from [`crate::client_tls`]. Unused for clear text.
    pub tls: Arc<ClientConfig>,
    /// How long name lookup, TCP and TLS may take together. Default: 5 s.
    pub timeout: Duration,
}

impl Dialer {
    /// Connects directly, within 5 s.
    pub fn direct(endpoint: Endpoint, tls: Arc<ClientConfig>) -> Self {
        Self { endpoint, route: Route::Direct, tls, timeout: Duration::from_secs(5) }
    }

    /// Connects directly and in clear, within 5 s. An `https` endpoint fails: nobody is trusted.
    pub fn clear_text(endpoint: Endpoint) -> Self {
        Self::direct(endpoint, trust_nobody())
    }

    /// The same by another way.
    #[must_use]
    pub fn by(mut self, route: Route) -> Self {
        self.route = route;
        self
    }

    /// Opens a connection that speaks one of these protocols (ALPN names, best first). Returns what was agreed; `None`
    /// when the other side did not say, or in clear text. The name is looked up anew each time.
    pub(crate) async fn connect(&self, protocols: &[&[u8]]) -> Result<(Stream, Option<Vec<u8>>), DialError> {
        let deadline = Instant::now() + self.timeout;
        timeout_at(deadline, self.connect_by(deadline, protocols))
            .await
            .unwrap_or(Err(DialError::TimedOut(self.timeout)))
    }

    async fn connect_by(&self, deadline: Instant, protocols: &[&[u8]]) -> Result<(Stream, Option<Vec<u8>>), DialError> {
        let target = self.endpoint.address();
        let tcp = match &self.route {
            Route::Direct => BufReader::with_capacity(READ_BUFFER, open(target, deadline).await?),
            Route::Tunnel(proxy) => {
                let tcp = open((&proxy.host, proxy.port), deadline).await?;
                let mut tcp = BufReader::with_capacity(READ_BUFFER, tcp);
                tunnel::open(&mut tcp, proxy, &host_and_port(target)).await?;
                tcp
            }
        };
        if self.endpoint.scheme == Scheme::Http {
            return Ok((Stream::Clear(tcp), None));
        }
        let mut tls = ClientConfig::clone(&self.tls);
        tls.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let name = ServerName::try_from(self.endpoint.host.clone())
            .map_err(|_| DialError::Tls("the host is not a valid name".to_owned()))?;
        let stream = TlsConnector::from(Arc::new(tls))
            .connect(name, tcp)
            .await
            .map_err(|error| DialError::Tls(error.to_string()))?;
        let agreed = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        Ok((Stream::Tls(Box::new(stream)), agreed))
    }
}

/// An address of version 6 stands in brackets.
fn host_and_port((host, port): (&str, u16)) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// Tries every address of the name in turn; each gets its share of the time that is left.
async fn open((host, port): (&str, u16), deadline: Instant) -> Result<TcpStream, DialError> {
    let addresses: Vec<SocketAddr> = lookup_host((host, port)).await.map_err(|_| DialError::Dns)?.collect();
    let mut last = DialError::Dns;
    for (place, address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = u32::try_from(addresses.len() - place).unwrap_or(1);
        match timeout_at(Instant::now() + left / share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true).map_err(|error| DialError::Tcp(error.kind()))?;
                return Ok(stream);
            }
            Ok(Err(error)) => last = DialError::Tcp(error.kind()),
            Err(_) => last = DialError::Tcp(io::ErrorKind::TimedOut),
        }
    }
    Err(last)
}
