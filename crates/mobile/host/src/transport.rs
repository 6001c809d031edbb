use std::{fmt, time::Duration};

use async_trait::async_trait;

use countersign_primitives::Redacted;

/// HTTP and WebSocket, as the platform does them: its trust store, its VPN, its proxies, its client certificates apply.
/// TLS below 1.2 is refused.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and reads the whole answer. Every HTTP status is an answer, not an error. Dropping the future
    /// cancels the request.
    ///
    /// # Errors
    /// No answer came.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;

    /// Opens a WebSocket. Of the request, address, headers and time-out (for the handshake) count.
    ///
    /// # Errors
    /// It was not opened. An HTTP status other than 101 is [`TransportError::Rejected`].
    async fn open_socket(&self, request: HttpRequest) -> Result<Box<dyn WebSocket>, TransportError>;
}

/// An open WebSocket.
#[async_trait]
pub trait WebSocket: Send + 'static {
    /// Sends a text frame.
    ///
    /// # Errors
    /// The socket is gone.
    async fn send(&mut self, text: &str) -> Result<(), TransportError>;

    /// The next frame. May be dropped and called again without losing one. Protocol pings are answered underneath.
    ///
    /// # Errors
    /// The socket is gone.
    async fn receive(&mut self) -> Result<SocketFrame, TransportError>;

    /// Says goodbye and closes; waits no longer than a moment.
    async fn close(&mut self);
}

/// What comes over a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketFrame {
    /// A text.
    Text(String),
    /// The other side closed; nothing follows.
    Closed {
        /// Its code, such as 1000; `None` when it gave none.
        code: Option<u16>,
    },
}

/// HTTP methods the core uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

impl HttpMethod {
    /// As it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request. Prints its method and the beginning of its address only: headers hold tokens, bodies hold messages.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub method: HttpMethod,
    /// Whole address: `http`, `https`, `ws` or `wss`.
    pub url: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// `None` for no body.
    pub body: Option<Vec<u8>>,
    /// How long the whole exchange may take.
    pub timeout: Duration,
    /// Whether to follow redirects; only the very first look at a server does.
    pub follow_redirects: bool,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpRequest({} {})", self.method.as_str(), Redacted(&self.url))
    }
}

/// An answer. Prints its status only.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// Status code.
    pub status: u16,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
    /// Where the answer came from, after redirects.
    pub url: String,
}

impl HttpResponse {
    /// The first header of that name, in any letter case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({})", self.status)
    }
}

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The device has no network.
    #[error("no network")]
    Offline,
    /// The server could not be found or did not accept the connection: the request never arrived.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The server's certificate is not trusted, or TLS failed otherwise: the request never arrived.
    #[error("the server's certificate is not trusted")]
    Tls,
    /// Took too long: the request may have arrived.
    #[error("the server took too long")]
    TimedOut,
    /// The connection broke: the request may have arrived.
    #[error("the connection broke")]
    Broken,
    /// The server did not open the WebSocket; the HTTP status it answered.
    #[error("the server refused the connection with status {0}")]
    Rejected(u16),
    /// The address makes no sense.
    #[error("the address makes no sense")]
    BadAddress,
}

impl TransportError {
    /// Whether the server may have got the request, so that sending again could do it twice.
    pub const fn may_have_arrived(&self) -> bool {
        matches!(self, Self::TimedOut | Self::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_request_shows_no_token() {
        let request = HttpRequest {
            method: HttpMethod::Post,
            url: "https://chat.example.com/api/v4/system/ping?device_id=apple_rn-v2:0123456789".to_owned(),
            headers: vec![("Authorization".to_owned(), "Bearer t0k3n".to_owned())],
            body: Some(b"hello".to_vec()),
            timeout: Duration::from_secs(1),
            follow_redirects: false,
        };
        let shown = format!("{request:?}");
        assert!(!shown.contains("t0k3n") && !shown.contains("0123456789") && shown.contains("POST"));
    }

    #[test]
    fn headers_are_found_in_any_letter_case() {
        let headers = vec![("token".to_owned(), "a".to_owned())];
        let response = HttpResponse { status: 200, headers, body: Vec::new(), url: String::new() };
        assert_eq!(response.header("Token"), Some("a"));
    }
}
