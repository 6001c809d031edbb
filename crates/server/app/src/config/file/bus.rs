//! `[bus]`.

use countersign_nats::NatsConfig;
use countersign_primitives::Secret;
use countersign_server_bus_nats::NatsBusConfig;
use countersign_settings::{Files, Mistakes};
use serde::Deserialize;

/// How several servers on one PostgreSQL hear of one another: over NATS.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Bus {
    /// Addresses, separated by commas; `tls://` for TLS; a name and a password may stand in front of the host. Required.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"nats://nats.example.com:4222"))]
    servers: Option<Secret<String>>,
    /// A file that holds the same.
    servers_file: Option<String>,
    /// The beginning of what is spoken about. Servers that share a NATS without being nodes of one server need different
    /// ones.
    prefix: String,
    /// A credentials file (`.creds`), for NATS that want signed users.
    credentials_file: Option<String>,
    /// Certificates in PEM to trust when NATS is reached over TLS, instead of the system's.
    roots_file: Option<String>,
}

impl Default for Bus {
    fn default() -> Self {
        let prefix = NatsBusConfig::new(NatsConfig::new("")).prefix;
        Self { servers: None, servers_file: None, prefix, credentials_file: None, roots_file: None }
    }
}

impl Bus {
    pub(super) fn config(self, files: &Files, mistakes: &mut Mistakes) -> Option<NatsBusConfig> {
        let servers = mistakes.secret(files, "bus", "servers", self.servers, self.servers_file.as_deref());
        let Some(servers) = servers else {
            mistakes.add("bus.servers", "missing");
            return None;
        };
        let path = |name: Option<String>| name.map(|name| files.path(&name));
        let nats =
            NatsConfig { servers, credentials_file: path(self.credentials_file), roots_file: path(self.roots_file) };
        if let Err(error) = nats.validate() {
            mistakes.add("bus.servers", error.to_string());
        }
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if self.prefix.is_empty() || !self.prefix.bytes().all(good) {
            mistakes.add("bus.prefix", "expected letters, digits, - and _ only");
        }
        Some(NatsBusConfig { nats, prefix: self.prefix })
    }
}
