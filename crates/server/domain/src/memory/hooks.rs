use async_trait::async_trait;

use countersign_primitives::{HookId, TimestampMs};

use crate::{
    memory::{MemoryStore, State, paged},
    model::IncomingHook,
    ports::store::{HookFilter, HookStore, Page, StoreResult},
};

#[async_trait]
impl HookStore for MemoryStore {
    async fn add_hook(&self, hook: IncomingHook) -> StoreResult<()> {
        self.state().hooks.insert(hook.id, hook);
        Ok(())
    }

    async fn hook(&self, id: HookId) -> StoreResult<Option<IncomingHook>> {
        Ok(self.state().hooks.get(&id).cloned())
    }

    async fn hooks(&self, filter: HookFilter, page: Page) -> StoreResult<Vec<IncomingHook>> {
        Ok(paged(self.state().hooks_of(filter), page))
    }

    async fn count_hooks(&self, filter: HookFilter) -> StoreResult<u64> {
        Ok(self.state().hooks_of(filter).len() as u64)
    }

    async fn update_hook(&self, hook: IncomingHook) -> StoreResult<bool> {
        let mut state = self.state();
        let Some(kept) = state.hooks.get_mut(&hook.id) else { return Ok(false) };
        *kept = IncomingHook { create_at: kept.create_at, user_id: kept.user_id, ..hook };
        Ok(true)
    }

    async fn delete_hook(&self, id: HookId, _now: TimestampMs) -> StoreResult<bool> {
        Ok(self.state().hooks.remove(&id).is_some())
    }
}

impl State {
    fn hooks_of(&self, filter: HookFilter) -> Vec<IncomingHook> {
        let meant = |hook: &&IncomingHook| {
            filter.team_id.is_none_or(|team_id| hook.team_id == team_id)
                && filter.user_id.is_none_or(|user_id| hook.user_id == user_id)
        };
        self.hooks.values().filter(meant).cloned().collect()
    }
}
