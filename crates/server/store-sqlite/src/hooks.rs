use async_trait::async_trait;

use countersign_primitives::{HookId, TimestampMs};
use countersign_server_domain::{
    model::IncomingHook,
    ports::store::{HookFilter, HookStore, Page, StoreResult},
};
use rusqlite::{Connection, Params, params};

use crate::{column, fault::Fault, store::SqliteStore};

#[async_trait]
impl HookStore for SqliteStore {
    async fn add_hook(&self, hook: IncomingHook) -> StoreResult<()> {
        self.write(move |db| {
            let sql =
                "INSERT INTO incoming_hooks (id, create_at, update_at, user_id, channel_id, team_id, display_name,
                       description, username, icon_url, channel_locked)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
            db.prepare_cached(sql)?.execute(params![
                hook.id.as_str(),
                hook.create_at.0,
                hook.update_at.0,
                hook.user_id.as_str(),
                hook.channel_id.as_str(),
                hook.team_id.as_str(),
                hook.display_name,
                hook.description,
                hook.username,
                hook.icon_url,
                hook.channel_locked,
            ])?;
            Ok(())
        })
        .await
    }

    async fn hook(&self, id: HookId) -> StoreResult<Option<IncomingHook>> {
        let sql = "SELECT * FROM incoming_hooks WHERE id = ?1 AND delete_at = 0";
        self.read(move |db| Ok(select(db, sql, [id.as_str()])?.pop())).await
    }

    async fn hooks(&self, filter: HookFilter, page: Page) -> StoreResult<Vec<IncomingHook>> {
        let (team_id, user_id) = texts(filter);
        self.read(move |db| {
            let sql = "SELECT * FROM incoming_hooks WHERE delete_at = 0 AND (?1 IS NULL OR team_id = ?1)
                       AND (?2 IS NULL OR user_id = ?2) ORDER BY id LIMIT ?3 OFFSET ?4";
            select(db, sql, params![team_id, user_id, page.size, column::offset(page)])
        })
        .await
    }

    async fn count_hooks(&self, filter: HookFilter) -> StoreResult<u64> {
        let (team_id, user_id) = texts(filter);
        self.read(move |db| {
            let sql = "SELECT count(*) FROM incoming_hooks WHERE delete_at = 0 AND (?1 IS NULL OR team_id = ?1)
                       AND (?2 IS NULL OR user_id = ?2)";
            let count: i64 = db.prepare_cached(sql)?.query_row(params![team_id, user_id], |row| row.get(0))?;
            Ok(u64::try_from(count).unwrap_or_default())
        })
        .await
    }

    async fn update_hook(&self, hook: IncomingHook) -> StoreResult<bool> {
        self.write(move |db| {
            let sql = "UPDATE incoming_hooks SET update_at = ?2, channel_id = ?3, team_id = ?4, display_name = ?5,
                       description = ?6, username = ?7, icon_url = ?8, channel_locked = ?9
                       WHERE id = ?1 AND delete_at = 0";
            let changed = db.prepare_cached(sql)?.execute(params![
                hook.id.as_str(),
                hook.update_at.0,
                hook.channel_id.as_str(),
                hook.team_id.as_str(),
                hook.display_name,
                hook.description,
                hook.username,
                hook.icon_url,
                hook.channel_locked,
            ])?;
            Ok(changed > 0)
        })
        .await
    }

    async fn delete_hook(&self, id: HookId, now: TimestampMs) -> StoreResult<bool> {
        self.write(move |db| {
            let sql = "UPDATE incoming_hooks SET delete_at = ?2 WHERE id = ?1 AND delete_at = 0";
            Ok(db.prepare_cached(sql)?.execute(params![id.as_str(), now.0])? > 0)
        })
        .await
    }
}

fn texts(filter: HookFilter) -> (Option<String>, Option<String>) {
    (filter.team_id.map(|id| id.to_string()), filter.user_id.map(|id| id.to_string()))
}

fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<IncomingHook>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(IncomingHook {
            id: column::id(row, "id")?,
            create_at: column::time(row, "create_at")?,
            update_at: column::time(row, "update_at")?,
            user_id: column::id(row, "user_id")?,
            channel_id: column::id(row, "channel_id")?,
            team_id: column::id(row, "team_id")?,
            display_name: row.get("display_name")?,
            description: row.get("description")?,
            username: row.get("username")?,
            icon_url: row.get("icon_url")?,
            channel_locked: row.get("channel_locked")?,
        });
    }
    Ok(found)
}
