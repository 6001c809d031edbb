use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use crate::{certificate::CertificateFacts, control::Control};

/// Who is at the other end of a connection. One for all requests of the connection.
#[derive(Debug)]
pub struct Peer {
    /// The address the connection came from: of a reverse proxy where there is one (see
    /// [`TrustedForwarders`](crate::TrustedForwarders)).
    pub address: PeerAddress,
    /// What TLS told. Absent on a clear connection.
    pub tls: Option<PeerTls>,
    pub(crate) control: Arc<Control>,
}

impl Peer {
    /// The certificate the caller proved to hold. Absent without TLS, or where none was asked for or shown.
    pub fn certificate(&self) -> Option<&CertificateFacts> {
        self.tls.as_ref().and_then(|tls| tls.certificate.as_ref())
    }

    /// Whether the listener is being drained: what lives long, such as a WebSocket, should come to its end.
    pub fn is_draining(&self) -> bool {
        self.control.is_draining()
    }

    /// Resolves when the listener begins to drain.
    pub async fn draining(&self) {
        self.control.draining().await;
    }
}

/// The address a connection came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeerAddress {
    /// Over the network.
    Ip(SocketAddr),
    /// Through a Unix socket, from a process of this user.
    Local {
        /// The user's number, as the kernel tells it.
        uid: u32,
    },
}

impl PeerAddress {
    /// The network address, IPv4 written as IPv4 also where it came in over IPv6. Absent for a local process.
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Ip(address) => Some(address.ip().to_canonical()),
            Self::Local { .. } => None,
        }
    }
}

impl fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Local { uid } => write!(f, "local:{uid}"),
        }
    }
}

/// What TLS told about a connection.
#[derive(Clone, Debug, Default)]
pub struct PeerTls {
    /// The name the caller asked for (SNI), lower case. Absent when it asked for none.
    pub server_name: Option<String>,
    /// The certificate the caller proved to hold; its chain was verified against the configured authorities. Absent
    /// where none was asked for or shown.
    pub certificate: Option<CertificateFacts>,
}
