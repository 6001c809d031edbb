use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Keeps other pages of the same browser out. The page can read messages and press buttons, so requests must name its
/// own address (against names that are bound to loopback later) and, where the browser says which
/// page asks, must come from this phone's own page.
#[derive(Clone, Debug)]
pub struct Guard {
    address: SocketAddr,
    /// Which further pages may be shown inside.
    frames: &'static str,
}

const CONTENT_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self' data:; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'self' http://127.0.0.1:* http://localhost:*";

impl Guard {
    /// For the page at this address, which shows no other page inside.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, frames: "" }
    }

    /// For the page at this address, which shows pages of this machine inside.
    pub fn with_local_frames(address: SocketAddr) -> Self {
        Self { address, frames: "; frame-src http://127.0.0.1:* http://localhost:*" }
    }

    fn content_policy(&self) -> HeaderValue {
        format!("{CONTENT_POLICY}{}", self.frames).parse().expect("policies are plain ASCII")
    }

    fn refusal(&self, method: &Method, headers: &HeaderMap) -> Option<&'static str> {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(header::HOST).unwrap_or_default();
        if !self.is_own(host) {
            return Some("This page answers under its own address only.");
        }
        let origin = text(header::ORIGIN);
        if origin.is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
            return Some("This address answers its own page only.");
        }
        let json = text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
        // What a form of another page can send without asking first is no JSON.
        (*method == Method::POST && !json).then_some("Send JSON.")
    }

    /// Whether a `Host` header names this page: the address it listens on, or a name of this machine.
    fn is_own(&self, host: &str) -> bool {
        let Ok(uri) = format!("http://{host}").parse::<Uri>() else { return false };
        let plain = !host.contains('@');
        let Some(authority) = uri.authority().filter(|authority| plain && authority.as_str() == host) else {
            return false;
        };
        if authority.port_u16().unwrap_or(80) != self.address.port() {
            return false;
        }
        let name = authority.host().trim_matches(['[', ']']);
        match name.parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback() || ip == self.address.ip() || self.address.ip().is_unspecified(),
            Err(_) => name == "localhost",
        }
    }
}

/// Refuses what does not come from the phone's own page, and says how the page may be used.
pub async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    if let Some(why) = guard.refusal(request.method(), request.headers()) {
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, guard.content_policy());
    for (name, value) in [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "no-referrer")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: &Method, headers: &[(&str, &str)]) -> bool {
        let guard = Guard::new("127.0.0.1:8071".parse().unwrap());
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()));
        guard.refusal(method, &headers.collect()).is_some()
    }

    #[test]
    fn the_own_page_is_let_in() {
        for host in ["127.0.0.1:8071", "localhost:8071", "[::1]:8071"] {
            let origin = format!("http://{host}");
            assert!(!refused(&Method::GET, &[("host", host)]), "{host}");
            let post = [("host", host), ("origin", &origin), ("content-type", "application/json")];
            assert!(!refused(&Method::POST, &post), "{host}");
        }
    }

    #[test]
    fn other_pages_and_names_are_kept_out() {
        for headers in [
            &[][..],
            &[("host", "evil.example:8071")],
            &[("host", "127.0.0.1:80")],
            &[("host", "127.0.0.1")],
            &[("host", "user@127.0.0.1:8071")],
            &[("host", "localhost.evil.example:8071")],
            &[("host", "127.0.0.1:8071"), ("origin", "https://evil.example")],
            &[("host", "127.0.0.1:8071"), ("origin", "http://127.0.0.1:8072")],
            &[("host", "127.0.0.1:8071"), ("origin", "http://localhost:8071")],
            &[("host", "127.0.0.1:8071"), ("origin", "null")],
        ] {
            assert!(refused(&Method::GET, headers), "{headers:?}");
        }
        let form = [("host", "127.0.0.1:8071"), ("content-type", "text/plain")];
        assert!(refused(&Method::POST, &form));
    }
}
