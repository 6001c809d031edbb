use async_trait::async_trait;

use crate::{
    memory::{MemoryStore, State, paged},
    model::User,
    ports::store::{BotFilter, BotStore, Page, StoreResult},
};

#[async_trait]
impl BotStore for MemoryStore {
    async fn bots(&self, filter: BotFilter, page: Page) -> StoreResult<Vec<User>> {
        let state = self.state();
        let mut found: Vec<User> = state.users.values().filter(|user| state.is_meant(user, filter)).cloned().collect();
        found.sort_by(|a, b| (a.create_at, &a.username).cmp(&(b.create_at, &b.username)));
        Ok(paged(found, page))
    }
}

impl State {
    fn is_meant(&self, user: &User, filter: BotFilter) -> bool {
        let Some(bot) = &user.bot else { return false };
        let owner = bot.owner_id.and_then(|owner_id| self.users.get(&owner_id));
        filter.owner_id.is_none_or(|owner_id| bot.owner_id == Some(owner_id))
            && (filter.include_deleted || user.is_active())
            && (!filter.only_orphaned || owner.is_some_and(|owner| !owner.is_active()))
    }
}
