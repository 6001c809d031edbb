use std::{io, time::Duration};

use crate::TlsError;

/// Why no connection came about.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DialError {
    /// The name could not be resolved.
    #[error("the name of the host cannot be resolved")]
    Dns,
    /// TCP was refused, reset or unreachable.
    #[error("cannot connect: {0}")]
    Tcp(io::ErrorKind),
    /// The proxy wants a user name and password, or others.
    #[error("the proxy on the way refuses the credentials: 407")]
    ProxyCredentials,
    /// The proxy refused to connect, with this status.
    #[error("the proxy on the way refuses to connect: {0}")]
    Proxy(u16),
    /// What should be a proxy does not answer as one.
    #[error("what should be a proxy does not answer as one")]
    NoProxy,
    /// The TLS handshake failed; the text names the alert or the certificate's fault, never a secret.
    #[error("TLS handshake failed: {0}")]
    Tls(String),
    /// The other side speaks TLS but not HTTP/2: an intercepting proxy, as a rule.
    #[error("the other side does not offer HTTP/2: something on the way intercepts the connection")]
    NoHttp2,
    /// The HTTP/2 preface was not answered in kind.
    #[error("HTTP/2 handshake failed: {0}")]
    Http2(String),
    /// Nothing happened for so long.
    #[error("no connection within {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// The TLS settings are unusable.
    #[error(transparent)]
    Settings(#[from] TlsError),
}

/// What may have become of a request that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The peer did not process it: sending it again cannot make a second copy.
    NotProcessed,
    /// The peer may have processed it.
    Unknown,
}

/// Why a request got no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SendError {
    /// No connection could be made. `retry_in` is how long the pool waits before it dials again.
    #[error("{error}")]
    Dial {
        /// What happened.
        error: DialError,
        /// Time until the next attempt to connect.
        retry_in: Duration,
    },
    /// Every stream was taken until the deadline, or too many requests were waiting already.
    #[error("no free stream")]
    Saturated,
    /// The peer refused the stream, again and again.
    #[error("the stream was refused")]
    Refused,
    /// The peer reset the stream with this HTTP/2 error code.
    #[error("the stream was reset with code {0}")]
    Reset(u32),
    /// The connection ended before the answer.
    #[error("the connection was lost")]
    Lost,
    /// No answer before the deadline, though the request was sent.
    #[error("no answer in time")]
    TimedOut,
    /// The request itself cannot be sent over HTTP/2.
    #[error("the request is malformed")]
    Malformed,
}

impl SendError {
    /// Whether the peer may have processed the request.
    pub fn fate(&self) -> Fate {
        match self {
            Self::Dial { .. } | Self::Saturated | Self::Refused | Self::Malformed => Fate::NotProcessed,
            Self::Reset(_) | Self::Lost | Self::TimedOut => Fate::Unknown,
        }
    }
}
