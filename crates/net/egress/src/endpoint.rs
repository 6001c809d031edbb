use std::{fmt, net::IpAddr, str::FromStr};

use http::Uri;

/// Whether a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// TLS 1.2 or 1.3.
    Https,
    /// Clear text: token endpoints and simulators on loopback.
    Http,
}

impl Scheme {
    /// The scheme as it stands in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

/// Where the connection really goes when that is not the endpoint's own host: a relay or a simulator. The name in the
/// certificate and in the request stays the endpoint's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConnectTo {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

/// A service: scheme, host and port, and where to connect for it.
///
/// Parses from a URL without path, such as `https://api.push.apple.com` or `http://127.0.0.1:9100`; displays as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Encrypted or not.
    pub scheme: Scheme,
    /// Host name or address; goes into the certificate check and into `:authority`.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Where to connect instead; `None` connects to `host` and `port`.
    pub connect_to: Option<ConnectTo>,
}

/// Why a text is not an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not `https://host[:port]` or `http://host[:port]`.
    #[error("expected https://host[:port] or http://host[:port]")]
    NotAUrl,
    /// There is a path, a query or user information.
    #[error("an endpoint has no path, query or user name")]
    HasMore,
}

impl Endpoint {
    /// The same service, reached at another place.
    #[must_use]
    pub fn via(mut self, host: impl Into<String>, port: u16) -> Self {
        self.connect_to = Some(ConnectTo { host: host.into(), port });
        self
    }

    /// Host and port as they stand in a request; the port is left out when it is the scheme's own.
    pub fn authority(&self) -> String {
        let host = match self.host.parse::<IpAddr>() {
            Ok(IpAddr::V6(address)) => format!("[{address}]"),
            _ => self.host.clone(),
        };
        if self.port == self.scheme.default_port() { host } else { format!("{host}:{}", self.port) }
    }

    /// Host and port to open a TCP connection to.
    pub fn address(&self) -> (&str, u16) {
        self.connect_to.as_ref().map_or((self.host.as_str(), self.port), |to| (to.host.as_str(), to.port))
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let uri: Uri = text.parse().map_err(|_| EndpointError::NotAUrl)?;
        let scheme = match uri.scheme_str() {
            Some("https") => Scheme::Https,
            Some("http") => Scheme::Http,
            _ => return Err(EndpointError::NotAUrl),
        };
        let authority = uri.authority().ok_or(EndpointError::NotAUrl)?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(EndpointError::HasMore);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let has_port = authority.as_str().len() > authority.host().len();
        if host.is_empty() || (has_port && authority.port_u16().is_none()) {
            return Err(EndpointError::NotAUrl);
        }
        let port = authority.port_u16().unwrap_or(scheme.default_port());
        Ok(Self { scheme, host: host.to_owned(), port, connect_to: None })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ports_of_the_schemes_are_left_out() {
        for (text, shown, port) in [
            ("https://api.push.apple.com", "https://api.push.apple.com", 443),
            ("https://api.push.apple.com:443/", "https://api.push.apple.com", 443),
            ("https://api.push.apple.com:2197", "https://api.push.apple.com:2197", 2197),
            ("http://[::1]:9100", "http://[::1]:9100", 9100),
        ] {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!((endpoint.to_string().as_str(), endpoint.port), (shown, port));
        }
    }

    #[test]
    fn another_place_changes_the_address_and_not_the_name() {
        let endpoint = "https://api.push.apple.com".parse::<Endpoint>().unwrap().via("10.0.0.5", 8443);
        assert_eq!(endpoint.address(), ("10.0.0.5", 8443));
        assert_eq!(endpoint.authority(), "api.push.apple.com");
    }

    #[test]
    fn what_is_more_or_less_than_an_endpoint_is_refused() {
        for text in ["", "api.push.apple.com", "ftp://x", "https://", "https://x:99999"] {
            assert_eq!(text.parse::<Endpoint>(), Err(EndpointError::NotAUrl), "{text}");
        }
        for text in ["https://x/3/device", "https://x?y", "https://user:pw@x"] {
            assert_eq!(text.parse::<Endpoint>(), Err(EndpointError::HasMore), "{text}");
        }
    }
}
