use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;

use crate::{Endpoint, Route, TunnelProxy};

/// Which services are reached through a proxy. Default: none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyRules {
    /// The proxy; `None` for no proxy at all.
    pub proxy: Option<TunnelProxy>,
    /// Services that are reached directly all the same. This very machine always is.
    pub direct: Vec<DirectRule>,
}

/// A service, or several, that are reached without the proxy.
///
/// Parses from what `NO_PROXY` holds: `*`; a domain, which means its subdomains too; `.domain` or `*.domain` for its
/// subdomains alone; an address; a network such as `10.0.0.0/8`. A port behind it is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectRule {
    /// All.
    All,
    /// A domain, in lower case, and whether it is meant itself.
    Domain {
        /// Without a dot at its ends.
        name: String,
        /// Whether not only its subdomains are meant.
        itself: bool,
    },
    /// Addresses.
    Network(IpNet),
}

/// A rule is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a domain such as example.com, an address, a network such as 10.0.0.0/8, or *")]
pub struct DirectRuleError;

impl ProxyRules {
    /// The way to a service.
    pub fn route(&self, endpoint: &Endpoint) -> Route {
        let (host, _) = endpoint.address();
        let host = host.to_ascii_lowercase();
        match &self.proxy {
            Some(proxy) if !is_here(&host) && !self.direct.iter().any(|rule| rule.means(&host)) => {
                Route::Tunnel(proxy.clone())
            }
            _ => Route::Direct,
        }
    }
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl DirectRule {
    fn means(&self, host: &str) -> bool {
        match self {
            Self::All => true,
            Self::Domain { name, itself } => match host.strip_suffix(name.as_str()) {
                Some("") => *itself,
                Some(rest) => rest.ends_with('.'),
                None => false,
            },
            Self::Network(network) => host.parse().is_ok_and(|address: IpAddr| network.contains(&address)),
        }
    }
}

impl FromStr for DirectRule {
    type Err = DirectRuleError;

    fn from_str(text: &str) -> Result<Self, DirectRuleError> {
        let text = text.trim().to_ascii_lowercase();
        if text == "*" {
            return Ok(Self::All);
        }
        if let Ok(network) = text.parse() {
            return Ok(Self::Network(network));
        }
        if let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Ok(Self::Network(address.into()));
        }
        if text.contains('/') {
            return Err(DirectRuleError);
        }
        let host = text.split(':').next().unwrap_or_default();
        let inner = host.strip_prefix("*.").or_else(|| host.strip_prefix('.'));
        let name = inner.unwrap_or(host).trim_end_matches('.').to_owned();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if name.is_empty() || !name.bytes().all(is_name) {
            return Err(DirectRuleError);
        }
        Ok(name
            .parse::<IpAddr>()
            .map_or(Self::Domain { name, itself: inner.is_none() }, |address| Self::Network(address.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_direct(rules: &[&str], host: &str) -> bool {
        let direct = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        let rules = ProxyRules { proxy: Some("proxy:3128".parse().unwrap()), direct };
        rules.route(&format!("https://{host}").parse().unwrap()) == Route::Direct
    }

    #[test]
    fn rules_mean_what_they_mean_elsewhere() {
        assert!(!is_direct(&[], "api.push.apple.com"));
        assert!(is_direct(&["*"], "api.push.apple.com"));
        assert!(is_direct(&["example.com"], "example.com") && is_direct(&["example.com"], "a.Example.com"));
        assert!(!is_direct(&["example.com"], "notexample.com"));
        for rule in [".example.com", "*.example.com"] {
            assert!(is_direct(&[rule], "a.example.com") && !is_direct(&[rule], "example.com"), "{rule}");
        }
        assert!(is_direct(&["10.0.0.0/8"], "10.1.2.3") && !is_direct(&["10.0.0.0/8"], "11.1.2.3"));
        assert!(is_direct(&["10.1.2.3:443"], "10.1.2.3"));
        assert!(is_direct(&["other", "relay.example.com:443"], "relay.example.com"));
    }

    #[test]
    fn this_very_machine_is_never_reached_through_a_proxy() {
        for host in ["localhost:1", "127.0.0.1:1", "[::1]:1"] {
            assert!(is_direct(&[], host), "{host}");
        }
        let elsewhere = "https://api.push.apple.com".parse::<Endpoint>().unwrap().via("127.0.0.1", 1);
        let rules = ProxyRules { proxy: Some("proxy:3128".parse().unwrap()), direct: Vec::new() };
        assert_eq!(rules.route(&elsewhere), Route::Direct);
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for text in ["", " ", "a b", "http://x"] {
            assert!(text.parse::<DirectRule>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn no_proxy_is_the_default() {
        assert_eq!(ProxyRules::default().route(&"https://example.com".parse().unwrap()), Route::Direct);
    }
}
