use std::sync::Arc;

use anyhow::{Context, Result, bail};
use countersign_egress::{Trust, client_tls};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use url::Url;

/// Bytes to and from a server.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// Where a server is.
pub(super) struct Site {
    /// As in the `Host` header.
    pub(super) host: String,
    /// What comes before `/api`; empty for most.
    pub(super) base: String,
    address: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Site {
    pub(super) fn parse(url: &str, trust: &Trust) -> Result<Arc<Self>> {
        let parsed = Url::parse(url).with_context(|| format!("{url} is no address"))?;
        let name = parsed.host_str().with_context(|| format!("{url} names no host"))?.to_owned();
        let port = parsed.port_or_known_default().with_context(|| format!("{url} names no port"))?;
        let tls = match parsed.scheme() {
            "http" => None,
            "https" => {
                let connector = TlsConnector::from(client_tls(trust, None)?);
                Some((connector, ServerName::try_from(name.clone())?))
            }
            other => bail!("{other} is neither http nor https"),
        };
        let base = parsed.path().trim_end_matches('/').to_owned();
        let host = parsed.port().map_or_else(|| name.clone(), |port| format!("{name}:{port}"));
        Ok(Arc::new(Self { host, base, address: format!("{name}:{port}"), tls }))
    }

    pub(super) async fn dial(&self) -> Result<Box<dyn Wire>> {
        let stream = TcpStream::connect(&self.address).await.context("the server does not listen")?;
        stream.set_nodelay(true)?;
        Ok(match &self.tls {
            None => Box::new(stream),
            Some((connector, name)) => Box::new(connector.connect(name.clone(), stream).await?),
        })
    }
}
