use async_trait::async_trait;

use countersign_primitives::UserId;

use crate::{
    model::User,
    ports::store::{Page, StoreResult},
};

/// Which bots to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BotFilter {
    /// Of this owner only.
    pub owner_id: Option<UserId>,
    /// Deactivated ones too.
    pub include_deleted: bool,
    /// Only those whose owner is deactivated.
    pub only_orphaned: bool,
}

/// Accounts that are bots. They are made and changed like other accounts.
#[async_trait]
pub trait BotStore {
    /// A page of bots, the oldest first, then by user name.
    async fn bots(&self, filter: BotFilter, page: Page) -> StoreResult<Vec<User>>;
}
