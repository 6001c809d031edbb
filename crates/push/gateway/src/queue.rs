//! Opens what keeps accepted pushes, and the verdicts that came after their callers were answered.

use std::{sync::Arc, time::Duration};

use countersign_dispatch::{MemoryOutbox, Outbox, PushClass};
use countersign_primitives::{Clock, Random};
use countersign_push_outbox::{FileOutbox, VerdictLog};
use countersign_push_outbox_nats::{NatsOutbox, NatsOutboxConfig};

use crate::config::GatewayConfig;

/// How much longer than it is worth delivering a push may stay in NATS: clocks differ.
const MARGIN: Duration = Duration::from_hours(1);

/// Why accepted pushes cannot be kept as the settings say.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] countersign_push_outbox::OpenError),
    /// NATS cannot be used.
    #[error("the queue in NATS cannot be used: {0}")]
    Nats(#[from] countersign_push_outbox_nats::OpenError),
}

pub(crate) async fn open(
    config: &GatewayConfig,
    clock: Arc<dyn Clock>,
    random: &dyn Random,
) -> Result<(Arc<dyn Outbox>, VerdictLog), QueueError> {
    if let Some(nats) = &config.queue_nats {
        let longest = PushClass::ALL.map(|class| config.lifetimes.of(class)).into_iter().max().unwrap_or_default();
        let nats = NatsOutboxConfig {
            most_pushes: config.queue_limits.pushes,
            most_bytes: config.queue_limits.bytes,
            keep: longest + MARGIN,
            ..nats.clone()
        };
        let outbox = NatsOutbox::open(nats, clock, random).await?;
        return Ok((Arc::new(outbox), VerdictLog::in_memory(random)));
    }
    let Some(folder) = &config.queue_folder else {
        tracing::warn!("accepted pushes are kept in memory only: set a queue folder or a NATS");
        let outbox = MemoryOutbox::new(config.queue_limits.pushes);
        return Ok((Arc::new(outbox), VerdictLog::in_memory(random)));
    };
    let (outbox, found) = FileOutbox::open(folder, config.queue_limits)?;
    if found.pushes > 0 || found.torn_bytes > 0 {
        tracing::info!(pushes = found.pushes, torn_bytes = found.torn_bytes, "the queue was taken up again");
    }
    if found.lost_bytes > 0 {
        tracing::error!(lost_bytes = found.lost_bytes, "part of the queue cannot be read: check the disk");
    }
    // After the outbox, which locks the folder.
    let verdicts = VerdictLog::open(folder, random)?;
    Ok((Arc::new(outbox), verdicts))
}
