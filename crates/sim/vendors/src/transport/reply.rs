use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use rustls::pki_types::CertificateDer;

use super::Connection;
use crate::script::ScriptAction;

/// A vendor's server: what it answers to a request, and with what limits.
pub(crate) trait Service: Send + Sync + 'static {
    /// What it remembers of one connection.
    type Session: Send + Sync + 'static;

    /// A connection was opened; `client_certificate` is the one whose key the peer proved to hold.
    fn open(&self, connection: Arc<Connection>, client_certificate: Option<CertificateDer<'static>>) -> Self::Session;

    /// The limits a connection begins with.
    fn limits(&self, session: &Self::Session) -> Http2Limits;

    /// Answers a request. Bodies are cut behind [`Service::MAX_BODY_BYTES`]` + 1`.
    fn answer(&self, session: &Self::Session, request: &Request<Bytes>) -> Reply;

    /// How much of a body is read.
    const MAX_BODY_BYTES: usize = 64 * 1024;
}

/// The HTTP/2 settings a connection begins with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Http2Limits {
    /// Streams at once.
    pub(crate) streams: u32,
    /// Window of a stream.
    pub(crate) stream_window_bytes: u32,
    /// Window of the connection.
    pub(crate) connection_window_bytes: u32,
}

/// What happens to a request.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// Headers.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Body.
    pub(crate) body: Bytes,
    /// After which time.
    pub(crate) delay: Duration,
    /// Whether it is answered at all, and what happens to the connection.
    pub(crate) action: ScriptAction,
    /// Debug data of a `GOAWAY`.
    pub(crate) debug: Bytes,
    /// How many streams at once the connection allows from now on; `None`: as before.
    pub(crate) streams: Option<u32>,
}

impl Reply {
    /// A status without anything.
    pub(crate) fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With a body of this type.
    pub(crate) fn with_body(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type))],
            body: body.into(),
            ..Self::default()
        }
    }

    /// Adds a header; a value no header may hold is left out.
    pub(crate) fn set_header(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
    }
}
