use async_trait::async_trait;

use countersign_primitives::{HookId, TimestampMs};
use countersign_server_domain::{
    model::IncomingHook,
    ports::store::{HookFilter, HookStore, Page, StoreResult},
};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    store::PostgresStore,
};

/// A statement that yields hooks that are not deleted; its end is given.
macro_rules! select {
    ($end:literal) => {
        concat!(
            "SELECT id, create_at, update_at, user_id, channel_id, team_id, display_name, description, username, \
             icon_url, channel_locked FROM incoming_hooks WHERE delete_at = 0 ",
            $end
        )
    };
}

const INSERT: &str = "INSERT INTO incoming_hooks (id, create_at, update_at, user_id, channel_id, team_id, display_name,
    description, username, icon_url, channel_locked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const UPDATE: &str = "UPDATE incoming_hooks SET update_at = $2, channel_id = $3, team_id = $4, display_name = $5,
    description = $6, username = $7, icon_url = $8, channel_locked = $9 WHERE id = $1 AND delete_at = 0 RETURNING true";

#[async_trait]
impl HookStore for PostgresStore {
    async fn add_hook(&self, hook: IncomingHook) -> StoreResult<()> {
        self.write(
            INSERT,
            &[
                &hook.id.as_str(),
                &hook.create_at.0,
                &hook.update_at.0,
                &hook.user_id.as_str(),
                &hook.channel_id.as_str(),
                &hook.team_id.as_str(),
                &hook.display_name,
                &hook.description,
                &hook.username,
                &hook.icon_url,
                &hook.channel_locked,
            ],
        )
        .await?;
        Ok(())
    }

    async fn hook(&self, id: HookId) -> StoreResult<Option<IncomingHook>> {
        Ok(cells::first(&self.read(select!("AND id = $1"), &[&id.as_str()]).await?, hook)?)
    }

    async fn hooks(&self, filter: HookFilter, page: Page) -> StoreResult<Vec<IncomingHook>> {
        let sql = select!(
            "AND ($1::text IS NULL OR team_id = $1) AND ($2::text IS NULL OR user_id = $2)
             ORDER BY id LIMIT $3 OFFSET $4"
        );
        let (team_id, user_id) = texts(filter);
        let rows = self.read(sql, &[&team_id, &user_id, &cells::limit(page), &cells::offset(page)]).await?;
        Ok(cells::all(&rows, hook)?)
    }

    async fn count_hooks(&self, filter: HookFilter) -> StoreResult<u64> {
        let sql = "SELECT count(*) FROM incoming_hooks WHERE delete_at = 0 AND ($1::text IS NULL OR team_id = $1)
                   AND ($2::text IS NULL OR user_id = $2)";
        let (team_id, user_id) = texts(filter);
        let count = cells::first(&self.read(sql, &[&team_id, &user_id]).await?, cells::number)?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }

    async fn update_hook(&self, hook: IncomingHook) -> StoreResult<bool> {
        let rows = self
            .write(
                UPDATE,
                &[
                    &hook.id.as_str(),
                    &hook.update_at.0,
                    &hook.channel_id.as_str(),
                    &hook.team_id.as_str(),
                    &hook.display_name,
                    &hook.description,
                    &hook.username,
                    &hook.icon_url,
                    &hook.channel_locked,
                ],
            )
            .await?;
        Ok(!rows.is_empty())
    }

    async fn delete_hook(&self, id: HookId, now: TimestampMs) -> StoreResult<bool> {
        let sql = "UPDATE incoming_hooks SET delete_at = $2 WHERE id = $1 AND delete_at = 0 RETURNING true";
        Ok(!self.write(sql, &[&id.as_str(), &now.0]).await?.is_empty())
    }
}

fn texts(filter: HookFilter) -> (Option<String>, Option<String>) {
    (filter.team_id.map(|id| id.to_string()), filter.user_id.map(|id| id.to_string()))
}

fn hook(cells: &mut Cells<'_>) -> Result<IncomingHook, Fault> {
    Ok(IncomingHook {
        id: cells.id()?,
        create_at: cells.time()?,
        update_at: cells.time()?,
        user_id: cells.id()?,
        channel_id: cells.id()?,
        team_id: cells.id()?,
        display_name: cells.text()?,
        description: cells.text()?,
        username: cells.text()?,
        icon_url: cells.text()?,
        channel_locked: cells.get()?,
    })
}
