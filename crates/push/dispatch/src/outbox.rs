use std::time::Duration;

use async_trait::async_trait;
use countersign_primitives::TimestampMs;

use crate::{Push, PushId};

/// The port to what keeps accepted pushes until they are delivered.
///
/// Pushes wait in lanes, one per target. A push is in one of three states: waiting, claimed by whoever is sending it,
/// or gone. What was appended survives the end of the process at any moment; what was claimed and not finished by then
/// waits again afterwards.
///
/// Of pushes with the same [`Push::collapse_key`] only the newest waits: an older one gives way, whichever comes first.
/// One that is claimed is left alone until it is released.
///
/// Within a lane the most urgent class goes first, and within a class the callers take turns, each with its oldest
/// push: one who has much waiting does not hold up another. Nor can one fill all the room: see [`crate::has_share`].
///
/// An outbox may be shared by several gateways. Each then sees what it appended itself, and what it took over from one
/// that ended; nobody else works on those.
#[async_trait]
pub trait Outbox: Send + Sync + 'static {
    /// Writes a push down. When this returns, it survives. `claimed` says that the caller goes on sending it. Returns
    /// the push that gave way, if one did: an older one that waited, or this one when a newer one waits.
    ///
    /// # Errors
    /// It is not written: there is no room, or the disk fails.
    async fn append(&self, push: &Push, claimed: bool) -> Result<Option<PushId>, OutboxError>;

    /// Takes up to `most` pushes of a lane that are due, the most urgent first, the callers in turn.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn claim(&self, lane: &str, now: TimestampMs, most: usize) -> Result<Vec<Claimed>, OutboxError>;

    /// A claimed push needs no more work.
    fn finish(&self, id: PushId);

    /// A claimed push waits again, until `due` at least. Returns the push that gave way, if one did: this one when a newer
    /// one waits, or an older one that waited.
    fn release(&self, id: PushId, due: TimestampMs, failures: u32) -> Option<PushId>;

    /// When the next waiting push of a lane is due; `None` when none waits.
    fn next_due(&self, lane: &str) -> Option<TimestampMs>;

    /// The lanes in which something waits or is claimed.
    fn lanes(&self) -> Vec<String>;

    /// Whether a push waits or is claimed.
    fn holds(&self, id: PushId) -> bool;

    /// How full it is.
    fn depth(&self) -> Depth;

    /// Called once, after the last use: what is still noted is written, and what is left may be taken up by others.
    /// Without it nothing is lost, but others may have to wait.
    async fn close(&self) {}
}

/// A push taken out to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The push.
    pub push: Push,
    /// How often it failed, as far as is known after a restart.
    pub failures: u32,
}

/// How full an outbox is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Pushes waiting or claimed.
    pub pushes: usize,
    /// Their size as stored.
    pub bytes: u64,
    /// The age of the oldest.
    pub oldest: Option<TimestampMs>,
}

/// Why a push was not written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboxError {
    /// The bound in number or bytes is reached.
    #[error("the queue is full")]
    Full {
        /// When it may be worth trying again.
        retry_after: Duration,
    },
    /// The store failed; what it said.
    #[error("the queue cannot be written: {0}")]
    Store(String),
}
