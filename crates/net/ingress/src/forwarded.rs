use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, header};
use ipnet::IpNet;

/// The reverse proxies whose word counts about who the caller is.
///
/// A pure function over the address of the connection and the headers: nobody else's word counts, so that no caller can
/// choose its own address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedForwarders {
    networks: Vec<IpNet>,
    every_local: bool,
}

/// Who the caller is, as far as can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its address. Absent for a local process that named nobody.
    pub address: Option<IpAddr>,
    /// Whether it came by HTTPS, as the forwarder says. Absent when the connection came from no forwarder, or it did not
    /// say: then the connection itself tells.
    pub secure: Option<bool>,
}

impl TrustedForwarders {
    /// Nobody: the address of the connection is the caller's.
    pub fn none() -> Self {
        Self::default()
    }

    /// Proxies in these networks. Those that listen on the same machine and connect through a Unix socket are trusted
    /// too when `local` is set.
    pub fn new(networks: impl IntoIterator<Item = IpNet>, local: bool) -> Self {
        Self { networks: networks.into_iter().collect(), every_local: local }
    }

    /// Who the caller is. `connection` is the address the connection came from, absent for a Unix socket.
    ///
    /// Walks from the connection backwards through `X-Forwarded-For`, else `Forwarded` (RFC 7239), as long as the
    /// addresses are of trusted proxies: the first that is not is the caller. What is unreadable ends the walk at the
    /// last address that was readable. Without either, `X-Real-IP` of a trusted proxy counts.
    pub fn client(&self, connection: Option<IpAddr>, headers: &HeaderMap) -> Client {
        let connection = connection.map(|address| address.to_canonical());
        if !self.trusts(connection) {
            return Client { address: connection, secure: None };
        }
        let mut address = connection;
        let mut hops = hops(headers);
        while let Some(hop) = hops.pop() {
            match hop {
                Some(hop) => address = Some(hop),
                None => break,
            }
            if !self.trusts(address) {
                break;
            }
        }
        Client { address, secure: secure(headers) }
    }

    fn trusts(&self, address: Option<IpAddr>) -> bool {
        match address {
            Some(address) => self.networks.iter().any(|network| network.contains(&address)),
            None => self.every_local,
        }
    }
}

/// The addresses the headers name, the caller's first, the nearest proxy's last. Absent where one is unreadable.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let texts = |name| headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    if headers.contains_key("x-forwarded-for") {
        texts("x-forwarded-for").flat_map(|text| text.split(',')).map(address).collect()
    } else if headers.contains_key(header::FORWARDED) {
        texts("forwarded").flat_map(|text| text.split(',')).map(forwarded_for).collect()
    } else {
        texts("x-real-ip").map(address).collect()
    }
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    parameter(element, "for").and_then(address)
}

fn parameter<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split(';').find_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// An address as proxies write it: with or without a port, IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .map(|address| address.to_canonical())
        .ok()
}

/// The scheme the nearest proxy saw: the last one named.
fn secure(headers: &HeaderMap) -> Option<bool> {
    let last = |name| headers.get_all(name).iter().next_back()?.to_str().ok()?.rsplit(',').next();
    let scheme = match last("x-forwarded-proto") {
        Some(scheme) => Some(scheme),
        None => last("forwarded").and_then(|element| parameter(element, "proto")),
    };
    match scheme?.trim() {
        scheme if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("wss") => Some(true),
        scheme if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("ws") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()))
            .collect::<Vec<_>>()
            .into_iter()
            .fold(HeaderMap::new(), |mut map, (name, value): (http::HeaderName, _)| {
                map.append(name, value);
                map
            })
    }

    fn client(connection: &str, lines: &[(&'static str, &str)]) -> (String, Option<bool>) {
        let trusted = TrustedForwarders::new(["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()], false);
        let client = trusted.client(Some(connection.parse().unwrap()), &headers(lines));
        (client.address.unwrap().to_string(), client.secure)
    }

    #[test]
    fn strangers_are_not_believed() {
        let lines = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https"), ("x-real-ip", "1.2.3.4")];
        assert_eq!(client("192.0.2.1", &lines), ("192.0.2.1".to_owned(), None));
    }

    #[test]
    fn the_caller_is_the_last_one_nobody_trusts() {
        let lines = [("x-forwarded-for", "6.6.6.6, 192.0.2.9, 10.0.0.2"), ("x-forwarded-proto", "https")];
        assert_eq!(client("10.0.0.1", &lines), ("192.0.2.9".to_owned(), Some(true)));
        let lines = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "192.0.2.9")];
        assert_eq!(client("10.0.0.1", &lines), ("192.0.2.9".to_owned(), None));
    }

    #[test]
    fn a_chain_of_trusted_proxies_ends_at_its_beginning() {
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "10.9.9.9, 10.0.0.2")]).0, "10.9.9.9");
    }

    #[test]
    fn junk_ends_the_walk_where_it_was_readable() {
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "6.6.6.6, junk, 10.0.0.2")]).0, "10.0.0.2");
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "")]).0, "10.0.0.1");
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_understood() {
        for (written, read) in [
            ("192.0.2.9:1234", "192.0.2.9"),
            ("[2001:db8::1]:1234", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:192.0.2.9", "192.0.2.9"),
        ] {
            assert_eq!(client("::ffff:10.0.0.1", &[("x-forwarded-for", written)]).0, read);
        }
    }

    #[test]
    fn the_standard_header_is_understood() {
        let lines = [("forwarded", "for=6.6.6.6, for=\"[2001:db8::7]:99\";proto=https;by=10.0.0.1")];
        assert_eq!(client("10.0.0.1", &lines), ("2001:db8::7".to_owned(), Some(true)));
        assert_eq!(
            client("10.0.0.1", &[("forwarded", "for=_hidden;proto=http")]),
            ("10.0.0.1".to_owned(), Some(false))
        );
    }

    #[test]
    fn a_real_ip_is_the_last_resort() {
        assert_eq!(client("fd00::1", &[("x-real-ip", "192.0.2.9")]).0, "192.0.2.9");
        assert_eq!(client("10.0.0.1", &[("x-real-ip", "192.0.2.9"), ("x-forwarded-for", "192.0.2.8")]).0, "192.0.2.8");
    }

    #[test]
    fn a_local_proxy_is_trusted_only_when_said() {
        let lines = headers(&[("x-forwarded-for", "192.0.2.9")]);
        assert_eq!(TrustedForwarders::none().client(None, &lines).address, None);
        let trusting = TrustedForwarders::new([], true);
        assert_eq!(trusting.client(None, &lines).address, Some("192.0.2.9".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn no_header_moves_an_untrusted_connection(value in "[ -~]{0,60}") {
            let lines = headers(&[("x-forwarded-for", &value), ("forwarded", &value), ("x-real-ip", &value)]);
            let own: IpAddr = "192.0.2.1".parse().unwrap();
            let trusted = TrustedForwarders::new(["10.0.0.0/8".parse().unwrap()], true);
            prop_assert_eq!(trusted.client(Some(own), &lines).address, Some(own));
        }
    }
}
