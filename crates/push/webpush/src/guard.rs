//! Which servers may be talked to. Endpoints are addresses that strangers choose: without a guard, whoever may register a
//! phone could have this machine send requests into its own network.

use std::{
    net::{IpAddr, Ipv4Addr},
    str::FromStr,
};

use countersign_egress::is_global;
use ipnet::IpNet;
use url::Host;

use crate::{origin::Origin, recipient::Recipient};

/// The rules. The default is for servers on the internet: `https:` on port 443 or 8443, at global addresses only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Whether `http:` is taken too. Default no.
    pub allow_http: bool,
    /// Ports that may be used. Default 443 and 8443. With `http:` allowed, 80 is one of them as well.
    pub ports: Vec<u16>,
    /// Hosts of one's own, which may have addresses that are not global. Default none.
    pub allowed_hosts: Vec<HostRule>,
    /// Networks that count as global for every host. Default none.
    pub allowed_networks: Vec<IpNet>,
    /// Networks that are never talked to, whoever asks for it. Default none; the addresses under which clouds tell
    /// machines their secrets are always among them.
    pub blocked_networks: Vec<IpNet>,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            allow_http: false,
            ports: vec![443, 8443],
            allowed_hosts: Vec::new(),
            allowed_networks: Vec::new(),
            blocked_networks: Vec::new(),
        }
    }
}

/// The server may not be talked to. Why is not told: the answer must not describe the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this push server may not be talked to")]
pub struct Refused;

impl Guard {
    /// Whether a device id, without the platform in front of it, names a server that may be talked to, as far as this can
    /// be told without resolving the server's name.
    pub fn takes(&self, device_id: &str) -> bool {
        Recipient::from_device_id(device_id).is_ok_and(|to| self.check(&to.origin).is_ok())
    }

    /// Checks what can be checked without resolving the host's name.
    pub(crate) fn check(&self, origin: &Origin) -> Result<(), Refused> {
        let scheme_is_good = origin.is_https || self.allow_http;
        let port_is_good = self.ports.contains(&origin.port)
            || (!origin.is_https && origin.port == 80)
            || self.allowed_hosts.iter().any(|rule| rule.port == Some(origin.port) && rule.names(&origin.host));
        let host_is_good = match &origin.host {
            Host::Domain(_) => true,
            Host::Ipv4(address) => self.allows((*address).into(), origin),
            Host::Ipv6(address) => self.allows((*address).into(), origin),
        };
        if scheme_is_good && port_is_good && host_is_good { Ok(()) } else { Err(Refused) }
    }

    /// Whether a connection for this origin may go to that address.
    pub(crate) fn allows(&self, address: IpAddr, origin: &Origin) -> bool {
        let plain = address.to_canonical();
        let within = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&plain));
        if is_metadata(plain) || within(&self.blocked_networks) {
            return false;
        }
        is_global(address)
            || within(&self.allowed_networks)
            || self.allowed_hosts.iter().any(|rule| rule.matches(origin))
    }
}

/// Where clouds tell machines their secrets.
fn is_metadata(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            [Ipv4Addr::new(169, 254, 169, 254), Ipv4Addr::new(169, 254, 170, 2), Ipv4Addr::new(100, 100, 100, 200)]
                .contains(&address)
        }
        IpAddr::V6(address) => address.segments() == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254],
    }
}

/// A host of one's own: a name, `*.` and a domain for every name below it, or an address; with a port behind a colon only
/// that port, which then need not be among the guard's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRule {
    host: RuleHost,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum RuleHost {
    Is(Host),
    Below(String),
}

/// The text is no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a host such as push.example.com, *.example.com, 10.0.0.7 or [fd00::7], with or without a port")]
pub struct HostRuleError;

impl HostRule {
    fn matches(&self, origin: &Origin) -> bool {
        self.port.is_none_or(|port| port == origin.port) && self.names(&origin.host)
    }

    fn names(&self, host: &Host) -> bool {
        match (&self.host, host) {
            (RuleHost::Is(own), host) => own == host,
            (RuleHost::Below(domain), Host::Domain(name)) => {
                name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
            }
            (RuleHost::Below(_), _) => false,
        }
    }
}

impl FromStr for HostRule {
    type Err = HostRuleError;

    fn from_str(text: &str) -> Result<Self, HostRuleError> {
        let text = text.trim();
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().map_err(|_| HostRuleError)?)),
            _ => (text, None),
        };
        let parse = |name: &str| match Host::parse(name).map_err(|_| HostRuleError)? {
            Host::Domain(name) => Ok(Host::Domain(name.trim_end_matches('.').to_ascii_lowercase())),
            address => Ok(address),
        };
        let host = match host.strip_prefix("*.") {
            None => RuleHost::Is(parse(host)?),
            Some(domain) => match parse(domain)? {
                Host::Domain(domain) => RuleHost::Below(domain),
                _ => return Err(HostRuleError),
            },
        };
        Ok(Self { host, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        let url = url::Url::parse(text).unwrap();
        let host = url.host().unwrap().to_owned();
        Origin { is_https: url.scheme() == "https", host, port: url.port_or_known_default().unwrap() }
    }

    fn rules(texts: &[&str]) -> Vec<HostRule> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_https_on_its_usual_ports_at_global_addresses() {
        let guard = Guard::default();
        for good in
            ["https://push.example.com", "https://push.example.com:8443", "https://8.8.8.8", "https://[2606:4700::1]"]
        {
            assert_eq!(guard.check(&origin(good)), Ok(()), "{good}");
        }
        for bad in [
            "http://push.example.com",
            "https://push.example.com:22",
            "https://127.0.0.1",
            "https://0x7f000001",
            "https://[::1]",
            "https://[::ffff:10.0.0.1]",
            "https://169.254.169.254",
        ] {
            assert_eq!(guard.check(&origin(bad)), Err(Refused), "{bad}");
        }
    }

    #[test]
    fn a_name_is_judged_by_every_address_it_has() {
        let (guard, origin) = (Guard::default(), origin("https://push.example.com"));
        assert!(guard.allows(ip("8.8.8.8"), &origin));
        assert!(!guard.allows(ip("10.1.2.3"), &origin) && !guard.allows(ip("fd00::1"), &origin));
    }

    #[test]
    fn own_hosts_may_be_at_home() {
        let guard = Guard {
            allowed_hosts: rules(&["ntfy.lan:8080", "*.corp.example.com", "10.0.0.7", "[fd00::7]"]),
            allow_http: true,
            ..Guard::default()
        };
        for good in [
            "http://ntfy.lan:8080",
            "https://push.corp.example.com",
            "https://10.0.0.7",
            "https://[fd00::7]",
            "http://a",
        ] {
            assert_eq!(guard.check(&origin(good)), Ok(()), "{good}");
        }
        assert_eq!(guard.check(&origin("http://ntfy.lan:8081")), Err(Refused));
        assert_eq!(guard.check(&origin("https://10.0.0.8")), Err(Refused));
        let home = ip("192.168.1.1");
        assert!(guard.allows(home, &origin("http://ntfy.lan:8080")));
        assert!(!guard.allows(home, &origin("https://ntfy.lan")));
        assert!(guard.allows(home, &origin("https://push.corp.example.com")));
        for stranger in
            ["https://corp.example.com", "https://xcorp.example.com", "https://push.corp.example.com.evil.net"]
        {
            assert!(!guard.allows(home, &origin(stranger)), "{stranger}");
        }
    }

    #[test]
    fn blocked_networks_and_secrets_of_clouds_stay_blocked() {
        let guard = Guard {
            allowed_hosts: rules(&["push.lan"]),
            allowed_networks: vec!["10.0.0.0/8".parse().unwrap()],
            blocked_networks: vec!["10.9.0.0/16".parse().unwrap(), "8.8.8.0/24".parse().unwrap()],
            ..Guard::default()
        };
        let (own, other) = (origin("https://push.lan"), origin("https://push.example.com"));
        assert!(guard.allows(ip("10.1.2.3"), &other));
        for address in ["10.9.1.1", "8.8.8.8", "169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254"] {
            assert!(!guard.allows(ip(address), &own) && !guard.allows(ip(address), &other), "{address}");
        }
        assert!(guard.allows(ip("::ffff:10.1.2.3"), &own));
        assert!(!guard.allows(ip("::ffff:10.9.1.1"), &own));
    }

    #[test]
    fn junk_is_no_rule() {
        for text in ["", "a b", "push.example.com:port", "*.10.0.0.1", "https://push.example.com", "a:99999", "fd00::7"]
        {
            assert_eq!(text.parse::<HostRule>(), Err(HostRuleError), "{text}");
        }
    }
}
