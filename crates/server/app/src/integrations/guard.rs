//! Which addresses may be asked at the wish of somebody who is not an administrator.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Networks that are somebody's own, or nobody's: those of RFC 6890 and what came later.
const RESERVED: [&str; 26] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "fc00::/6",
    "ff00::/8",
];

/// The addresses outside, and those inside that an administrator named.
pub(super) struct Guard {
    hosts: Vec<String>,
    networks: Vec<IpNet>,
}

impl Guard {
    /// Reads `AllowedUntrustedInternalConnections`: hosts, addresses and networks. What is none of these names nothing.
    pub(super) fn read(inside: &str) -> Self {
        let mut guard = Self { hosts: Vec::new(), networks: Vec::new() };
        for word in inside.split(|letter: char| letter == ',' || letter.is_whitespace()).filter(|word| !word.is_empty())
        {
            match word.parse::<IpNet>().or_else(|_| word.parse::<IpAddr>().map(IpNet::from)) {
                Ok(network) => guard.networks.push(network),
                Err(_) => guard.hosts.push(word.to_ascii_lowercase()),
            }
        }
        guard
    }

    /// Whether a host may be asked at this address.
    pub(super) fn allows(&self, host: &str, address: IpAddr) -> bool {
        let address = plain(address);
        let is_named = self.hosts.iter().any(|named| named.eq_ignore_ascii_case(host));
        is_named || self.networks.iter().any(|network| network.contains(&address)) || !is_reserved(address)
    }
}

fn is_reserved(address: IpAddr) -> bool {
    RESERVED.iter().any(|network| {
        let network: IpNet = network.parse().expect("the table holds networks");
        network.contains(&address)
    })
}

/// An IPv4 address in an IPv6 coat is that IPv4 address.
fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(coat) => embedded(coat).map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// The IPv4 address that `::ffff:a.b.c.d` and `64:ff9b::a.b.c.d` lead to.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    let nat64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
    let translated = || (octets[..12] == nat64).then(|| Ipv4Addr::new(octets[12], octets[13], octets[14], octets[15]));
    address.to_ipv4_mapped().or_else(translated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(inside: &str, host: &str, address: &str) -> bool {
        Guard::read(inside).allows(host, address.parse().unwrap())
    }

    #[test]
    fn what_is_inside_is_not_asked() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "ff02::1",
        ] {
            assert!(!allows("", "bot.example.com", address), "{address}");
        }
        for address in ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(allows("", "bot.example.com", address), "{address}");
        }
    }

    #[test]
    fn what_an_administrator_names_is() {
        let inside = "bots.intern, 10.1.0.0/16 192.168.7.7";
        assert!(allows(inside, "BOTS.intern", "10.9.9.9"));
        assert!(allows(inside, "other", "10.1.2.3") && allows(inside, "other", "192.168.7.7"));
        assert!(!allows(inside, "other", "10.2.0.1") && !allows(inside, "intern", "127.0.0.1"));
    }
}
