use std::{net::SocketAddr, path::PathBuf};

use crate::{limits::Limits, tls::TlsFiles};

/// One address to listen on, and how.
#[derive(Clone, Debug)]
pub struct ListenerConfig {
    /// What the listener is called in logs, such as `public` or `admin`.
    pub name: String,
    /// Where it listens.
    pub bind: Bind,
    /// Certificate and key: TLS is spoken. Absent: clear text.
    pub tls: Option<TlsFiles>,
    /// Whether HTTP/2 is understood without TLS too (prior knowledge). Default off. With TLS, ALPN decides and this
    /// means nothing.
    pub cleartext_http2: bool,
    /// What connections may cost.
    pub limits: Limits,
}

impl ListenerConfig {
    /// Clear text on an address, with the default limits.
    pub fn tcp(name: impl Into<String>, address: SocketAddr) -> Self {
        Self::new(name.into(), Bind::Tcp(address))
    }

    /// A Unix socket, with the default limits.
    pub fn unix(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self::new(name.into(), Bind::Unix(path.into()))
    }

    fn new(name: String, bind: Bind) -> Self {
        Self { name, bind, tls: None, cleartext_http2: false, limits: Limits::default() }
    }

    /// The same with TLS.
    #[must_use]
    pub fn with_tls(self, tls: TlsFiles) -> Self {
        Self { tls: Some(tls), ..self }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}

/// Where a listener listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bind {
    /// An address and a port; port 0 takes a free one. `[::]` takes IPv4 as well where the system says so.
    Tcp(SocketAddr),
    /// A socket file that only its owner may open (mode 0600). A file left behind by a process that died is replaced,
    /// one that somebody listens on is not.
    Unix(PathBuf),
}
