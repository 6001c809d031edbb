use async_trait::async_trait;

use countersign_primitives::UserId;
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
}
