use async_trait::async_trait;

use countersign_primitives::{TeamId, UserId};

use crate::{model::SidebarCategory, ports::store::StoreResult};

/// Sidebars, as far as users changed them.
#[async_trait]
pub trait CategoryStore {
    /// The categories a user arranged in a team, in their order, each with its channels in order; none when the user
    /// never arranged anything. Channels that the user left are still among them.
    async fn categories(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<SidebarCategory>>;

    /// Replaces all categories of a user in a team, in this order, if they are still `seen`; whether they were.
    async fn replace_categories(
        &self,
        user_id: UserId,
        team_id: TeamId,
        seen: Vec<SidebarCategory>,
        categories: Vec<SidebarCategory>,
    ) -> StoreResult<bool>;
}
