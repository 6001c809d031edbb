use async_trait::async_trait;

use countersign_primitives::{TeamId, UserId};

use crate::{
    memory::MemoryStore,
    model::SidebarCategory,
    ports::store::{CategoryStore, StoreResult},
};

#[async_trait]
impl CategoryStore for MemoryStore {
    async fn categories(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<SidebarCategory>> {
        Ok(self.state().categories.get(&(user_id, team_id)).cloned().unwrap_or_default())
    }

    async fn replace_categories(
        &self,
        user_id: UserId,
        team_id: TeamId,
        seen: Vec<SidebarCategory>,
        categories: Vec<SidebarCategory>,
    ) -> StoreResult<bool> {
        let mut state = self.state();
        let place = state.categories.entry((user_id, team_id)).or_default();
        let are_seen = *place == seen;
        if are_seen {
            *place = categories;
        }
        Ok(are_seen)
    }
}
