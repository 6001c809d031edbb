//! `[queue]`.

use std::{path::PathBuf, time::Duration};

use countersign_nats::NatsConfig;
use countersign_push_outbox::OutboxLimits;
use countersign_push_outbox_nats::NatsOutboxConfig;
use serde::Deserialize;

use crate::config::{
    GatewayConfig,
    sources::{Files, Mistakes},
};

/// Where accepted pushes are kept until they are delivered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct Queue {
    /// A folder on a disk that survives a restart. Without one, and without `nats`, they are kept in memory, and a crash
    /// loses them.
    #[cfg_attr(test, schemars(example = &"/var/lib/countersign-push/queue"))]
    folder: Option<PathBuf>,
    /// A NATS with `JetStream` instead of a folder: gateways that name the same one share their pushes, and when one ends
    /// another goes on. Several addresses are separated by commas; `tls://` for TLS; a name and a password may stand in
    /// front of the host. Late verdicts are then kept in memory.
    #[cfg_attr(test, schemars(example = &"nats://127.0.0.1:4222"))]
    nats: Option<String>,
    /// The name of the stream in NATS.
    nats_stream: String,
    /// On how many NATS servers each push is stored: 1, 3 or 5.
    nats_replicas: usize,
    /// After how many seconds without a sign of life another gateway takes over. What the first gateway says counts for
    /// all.
    nats_lease_secs: u64,
    /// A credentials file for NATS.
    nats_credentials_file: Option<String>,
    /// Certificates in PEM to trust when NATS is reached over TLS, instead of the system's.
    nats_roots_file: Option<String>,
    /// How many pushes may wait. Over it callers hear 503 with `Retry-After`.
    pushes: usize,
    /// How many bytes may wait.
    bytes: u64,
}

impl Default for Queue {
    fn default() -> Self {
        let limits = OutboxLimits::default();
        let nats = NatsOutboxConfig::new(NatsConfig::new(""));
        Self {
            folder: None,
            nats: None,
            nats_stream: nats.stream,
            nats_replicas: nats.replicas,
            nats_lease_secs: nats.lease.as_secs(),
            nats_credentials_file: None,
            nats_roots_file: None,
            pushes: limits.pushes,
            bytes: limits.bytes,
        }
    }
}

/// Writes what the section says into the configuration.
pub(super) fn apply(section: Queue, config: &mut GatewayConfig, files: &Files, mistakes: &mut Mistakes) {
    config.queue_limits = OutboxLimits { pushes: section.pushes, bytes: section.bytes };
    if section.folder.is_some() && section.nats.is_some() {
        mistakes.add("queue.nats", "expected a folder or a NATS, not both");
    }
    config.queue_folder = section.folder;
    let Some(servers) = section.nats else { return };
    let path = |name: Option<String>| name.map(|name| files.path(&name));
    let nats = NatsConfig {
        credentials_file: path(section.nats_credentials_file),
        roots_file: path(section.nats_roots_file),
        ..NatsConfig::new(servers)
    };
    if let Err(error) = nats.validate() {
        mistakes.add("queue.nats", error.to_string());
    }
    if !(1..=3600).contains(&section.nats_lease_secs) {
        mistakes.add("queue.nats_lease_secs", "expected 1 to 3600");
    }
    config.queue_nats = Some(NatsOutboxConfig {
        stream: section.nats_stream,
        replicas: section.nats_replicas,
        lease: Duration::from_secs(section.nats_lease_secs.max(1)),
        ..NatsOutboxConfig::new(nats)
    });
}
