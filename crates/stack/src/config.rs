//! What a stack is told.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use countersign_primitives::{Clock, Random};

/// What a stack is told.
#[derive(Clone)]
pub struct StackConfig {
    /// Where everything is kept: accounts, database, queue, phones. Made when it is missing.
    pub data_folder: PathBuf,
    /// Where everything listens.
    pub ports: StackPorts,
    /// How long the gateway's callers wait for a verdict before the push is queued. Default: 2 s.
    pub verdict_time: Duration,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for keys.
    pub random: Arc<dyn Random>,
}

impl StackConfig {
    /// A stack in this folder, on the usual ports.
    pub fn new(data_folder: impl Into<PathBuf>, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        let ports = StackPorts::default();
        Self { data_folder: data_folder.into(), ports, verdict_time: Duration::from_secs(2), clock, random }
    }
}

/// Ports on 127.0.0.1; 0 takes a free one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackPorts {
    /// The messaging server and the console. Default: 8065.
    pub server: u16,
    /// The push gateway. Default: 8066.
    pub gateway: u16,
    /// The page with the two phones. Default: 8070.
    pub overview: u16,
    /// The pages of the two phones. Default: 8071 and 8072.
    pub phones: [u16; 2],
    /// Simulated Apple, production. Default: 8443.
    pub apple: u16,
    /// Simulated Apple, development. Default: 8444.
    pub apple_development: u16,
    /// Simulated Google. Default: 8445.
    pub google: u16,
    /// Simulated Web Push. Default: 8446.
    pub web_push: u16,
    /// Where the simulated vendors talk to phones. Default: 8447.
    pub device: u16,
    /// Where the simulated vendors are told what to do. Default: 8448.
    pub control: u16,
}

impl Default for StackPorts {
    fn default() -> Self {
        Self {
            server: 8065,
            gateway: 8066,
            overview: 8070,
            phones: [8071, 8072],
            apple: 8443,
            apple_development: 8444,
            google: 8445,
            web_push: 8446,
            device: 8447,
            control: 8448,
        }
    }
}

impl StackPorts {
    /// Free ports everywhere.
    pub fn any() -> Self {
        Self {
            server: 0,
            gateway: 0,
            overview: 0,
            phones: [0; 2],
            apple: 0,
            apple_development: 0,
            google: 0,
            web_push: 0,
            device: 0,
            control: 0,
        }
    }

    /// What each port is for, and the port.
    pub fn named(&self) -> [(&'static str, u16); 11] {
        [
            ("server", self.server),
            ("gateway", self.gateway),
            ("overview", self.overview),
            ("first phone", self.phones[0]),
            ("second phone", self.phones[1]),
            ("apple", self.apple),
            ("apple-development", self.apple_development),
            ("google", self.google),
            ("web-push", self.web_push),
            ("device", self.device),
            ("control", self.control),
        ]
    }
}

/// The loopback address with this port.
pub(crate) fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}
