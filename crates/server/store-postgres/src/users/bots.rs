use async_trait::async_trait;

use countersign_server_domain::{
    model::User,
    ports::store::{BotFilter, BotStore, Page, StoreResult},
};

use crate::{cells, store::PostgresStore, users::row};

const SQL: &str = row::select!(
    "WHERE u.is_bot AND ($1::text IS NULL OR u.bot_owner_id = $1) AND ($2 OR u.delete_at = 0)
     AND (NOT $3 OR EXISTS (SELECT FROM users o WHERE o.id = u.bot_owner_id AND o.delete_at > 0))
     ORDER BY u.create_at, u.username LIMIT $4 OFFSET $5"
);

#[async_trait]
impl BotStore for PostgresStore {
    async fn bots(&self, filter: BotFilter, page: Page) -> StoreResult<Vec<User>> {
        let owner = filter.owner_id.map(|id| id.to_string());
        let (limit, offset) = (cells::limit(page), cells::offset(page));
        let rows = self.read(SQL, &[&owner, &filter.include_deleted, &filter.only_orphaned, &limit, &offset]).await?;
        Ok(cells::all(&rows, row::user)?)
    }
}
