use async_trait::async_trait;

use countersign_primitives::{HookId, TeamId, TimestampMs, UserId};

use crate::{
    model::IncomingHook,
    ports::store::{Page, StoreResult},
};

/// Which incoming webhooks to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HookFilter {
    /// Of this team only.
    pub team_id: Option<TeamId>,
    /// Of this user only.
    pub user_id: Option<UserId>,
}

/// Incoming webhooks. Deleted ones are not found.
#[async_trait]
pub trait HookStore {
    /// Adds a hook.
    async fn add_hook(&self, hook: IncomingHook) -> StoreResult<()>;

    /// A hook.
    async fn hook(&self, id: HookId) -> StoreResult<Option<IncomingHook>>;

    /// A page of hooks, ordered by id.
    async fn hooks(&self, filter: HookFilter, page: Page) -> StoreResult<Vec<IncomingHook>>;

    /// How many hooks there are.
    async fn count_hooks(&self, filter: HookFilter) -> StoreResult<u64>;

    /// Puts a hook in the place of the one with its id, but for who made it when; whether there was one.
    async fn update_hook(&self, hook: IncomingHook) -> StoreResult<bool>;

    /// Deletes a hook; whether there was one.
    async fn delete_hook(&self, id: HookId, now: TimestampMs) -> StoreResult<bool>;
}
