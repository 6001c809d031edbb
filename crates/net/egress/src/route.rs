use std::{fmt, str::FromStr};

use countersign_primitives::Secret;
use http::Uri;
use percent_encoding::percent_decode_str;

/// The way a connection takes. Routes are data; [`crate::Dialer`] acts on them.
///
/// Relays become variants here; callers that match must leave room for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Route {
    /// Straight to the endpoint's address.
    #[default]
    Direct,
    /// Through a tunnel that a proxy opens.
    Tunnel(TunnelProxy),
}

/// A proxy that opens tunnels on `CONNECT`, as corporate networks have them. What passes is encrypted from end to end.
///
/// Parses from `http://[user[:password]@]host[:port]`, also without `http://`; displays without the credentials.
///
/// Source: RFC 9110, section 9.3.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TunnelProxy {
    /// Host name or address.
    pub host: String,
    /// TCP port. Default: 80.
    pub port: u16,
    /// `user:password`; `None` when it asks for none.
    pub credentials: Option<Secret<String>>,
}

/// Why a text names no proxy. The text is left out: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TunnelProxyError {
    /// Not `http://[user[:password]@]host[:port]`.
    #[error("expected http://[user[:password]@]host[:port]")]
    NotAUrl,
    /// `https:`, `socks5:` or another scheme.
    #[error("expected a proxy that is spoken to by http; what passes through it is encrypted all the same")]
    Scheme,
}

impl FromStr for TunnelProxy {
    type Err = TunnelProxyError;

    fn from_str(text: &str) -> Result<Self, TunnelProxyError> {
        let text = text.trim();
        let full = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let uri: Uri = full.parse().map_err(|_| TunnelProxyError::NotAUrl)?;
        if uri.scheme_str() != Some("http") {
            return Err(TunnelProxyError::Scheme);
        }
        let authority = uri.authority().ok_or(TunnelProxyError::NotAUrl)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(TunnelProxyError::NotAUrl);
        }
        let behind = authority.as_str().rsplit('@').next().unwrap_or_default().rsplit(']').next().unwrap_or_default();
        if behind.contains(':') && authority.port_u16().is_none() {
            return Err(TunnelProxyError::NotAUrl);
        }
        let user = authority.as_str().rsplit_once('@').map(|(user, _)| user);
        let decoded = |text| percent_decode_str(text).decode_utf8().map_err(|_| TunnelProxyError::NotAUrl);
        let credentials = match user.map(|user| user.split_once(':').unwrap_or((user, ""))) {
            Some((user, password)) => Some(Secret::new(format!("{}:{}", decoded(user)?, decoded(password)?))),
            None => None,
        };
        Ok(Self { host: host.to_owned(), port: authority.port_u16().unwrap_or(80), credentials })
    }
}

impl fmt::Display for TunnelProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(text: &str) -> (String, u16, Option<String>) {
        let proxy: TunnelProxy = text.parse().unwrap();
        (proxy.host, proxy.port, proxy.credentials.map(|credentials| credentials.expose().clone()))
    }

    #[test]
    fn every_spelling_that_people_use_is_read() {
        assert_eq!(proxy("http://proxy.example.com:3128"), ("proxy.example.com".into(), 3128, None));
        assert_eq!(proxy("proxy.example.com:3128/"), ("proxy.example.com".into(), 3128, None));
        assert_eq!(proxy("http://[::1]:8080"), ("::1".into(), 8080, None));
        let (_, port, credentials) = proxy("http://ben:p%40ss%3Aword@proxy.example.com");
        assert_eq!((port, credentials.as_deref()), (80, Some("ben:p@ss:word")));
    }

    #[test]
    fn other_schemes_and_what_is_no_proxy_are_refused_without_being_shown() {
        for text in ["https://proxy.example.com", "socks5://proxy.example.com:1080"] {
            assert_eq!(text.parse::<TunnelProxy>(), Err(TunnelProxyError::Scheme), "{text}");
        }
        for text in ["", "http://", "http://sesame@", "http://host/path", "http://host:port"] {
            let error = text.parse::<TunnelProxy>().unwrap_err();
            assert!(!error.to_string().contains("sesame"), "{text}");
        }
        let proxy: TunnelProxy = "http://ben:sesame@host:1".parse().unwrap();
        assert_eq!(proxy.to_string(), "http://host:1");
        assert!(!format!("{proxy:?}").contains("sesame"));
    }
}
