use async_trait::async_trait;

use countersign_server_domain::{
    model::User,
    ports::store::{BotFilter, BotStore, Page, StoreResult},
};
use rusqlite::params;

use crate::{column, store::SqliteStore, users::row};

const SQL: &str = "SELECT u.* FROM users u WHERE u.is_bot = 1 AND (?1 IS NULL OR u.bot_owner_id = ?1)
    AND (?2 OR u.delete_at = 0)
    AND (NOT ?3 OR EXISTS (SELECT 1 FROM users o WHERE o.id = u.bot_owner_id AND o.delete_at > 0))
    ORDER BY u.create_at, u.username LIMIT ?4 OFFSET ?5";

#[async_trait]
impl BotStore for SqliteStore {
    async fn bots(&self, filter: BotFilter, page: Page) -> StoreResult<Vec<User>> {
        self.read(move |db| {
            let owner = filter.owner_id.map(|id| id.to_string());
            let offset = column::offset(page);
            row::select(db, SQL, params![owner, filter.include_deleted, filter.only_orphaned, page.size, offset])
        })
        .await
    }
}
