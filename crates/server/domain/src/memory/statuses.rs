use async_trait::async_trait;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_rules::status::PresenceRecord;

use crate::{
    memory::MemoryStore,
    ports::store::{StatusStore, StoreResult},
};

#[async_trait]
impl StatusStore for MemoryStore {
    async fn statuses(&self, users: &[UserId]) -> StoreResult<Vec<(UserId, PresenceRecord)>> {
        let state = self.state();
        Ok(users.iter().filter_map(|&user| Some((user, *state.statuses.get(&user)?))).collect())
    }

    async fn save_statuses(&self, statuses: Vec<(UserId, PresenceRecord)>) -> StoreResult<()> {
        let mut state = self.state();
        for (user, mut record) in statuses {
            record.presence.active_channel = None;
            state.statuses.insert(user, record);
        }
        Ok(())
    }

    async fn end_timed_status(
        &self,
        user_id: UserId,
        dnd_ends_at: TimestampMs,
        mut after: PresenceRecord,
    ) -> StoreResult<bool> {
        let mut state = self.state();
        let Some(record) = state.statuses.get_mut(&user_id).filter(|record| record.dnd_ends_at == dnd_ends_at) else {
            return Ok(false);
        };
        after.presence.active_channel = None;
        *record = after;
        Ok(true)
    }
}
