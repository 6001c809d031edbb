use async_trait::async_trait;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_rules::status::PresenceRecord;

use crate::ports::store::StoreResult;

/// Presence. What is lost in a crash is at most what changed by itself in the last half second; what a user chose is
/// stored before it is answered.
#[async_trait]
pub trait StatusStore {
    /// The stored presence of those who have one; `active_channel` is never among it.
    async fn statuses(&self, users: &[UserId]) -> StoreResult<Vec<(UserId, PresenceRecord)>>;

    /// Stores presence.
    async fn save_statuses(&self, statuses: Vec<(UserId, PresenceRecord)>) -> StoreResult<()>;

    /// Stores what follows a timed do-not-disturb that ended at this moment; `false` when none that ends then is stored:
    /// another node was first.
    async fn end_timed_status(
        &self,
        user_id: UserId,
        dnd_ends_at: TimestampMs,
        after: PresenceRecord,
    ) -> StoreResult<bool>;
}
