use std::sync::Arc;

use http::Uri;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use countersign_mobile_host::TransportError;

/// A connection, encrypted or not.
pub(super) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Connects to the place an address names. HTTP/1.1 is spoken over it.
pub(super) async fn connect(tls: &Arc<ClientConfig>, uri: &Uri) -> Result<Box<dyn Connection>, TransportError> {
    let encrypted = match uri.scheme_str() {
        Some("https" | "wss") => true,
        Some("http" | "ws") => false,
        _ => return Err(TransportError::BadAddress),
    };
    let host = uri.host().ok_or(TransportError::BadAddress)?.trim_matches(['[', ']']);
    let port = uri.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
    let tcp = TcpStream::connect((host, port)).await.map_err(|_| TransportError::Unreachable)?;
    tcp.set_nodelay(true).map_err(|_| TransportError::Unreachable)?;
    if !encrypted {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|_| TransportError::BadAddress)?;
    let connected = TlsConnector::from(Arc::clone(tls)).connect(name, tcp).await;
    Ok(Box::new(connected.map_err(|_| TransportError::Tls)?))
}
