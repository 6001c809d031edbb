//! Which addresses may be asked at the wish of somebody who is not an administrator.

use std::net::IpAddr;

use countersign_egress::is_global;
use ipnet::IpNet;

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
        let address = address.to_canonical();
        let is_named = self.hosts.iter().any(|named| named.eq_ignore_ascii_case(host));
        is_named || self.networks.iter().any(|network| network.contains(&address)) || is_global(address)
    }
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
