use async_trait::async_trait;

use countersign_primitives::{EmojiId, TimestampMs};
use countersign_server_domain::{
    model::Emoji,
    ports::store::{EmojiMatch, EmojiNameTaken, EmojiStore, Page, StoreResult},
};
use rusqlite::{Connection, Params, params};

use crate::{
    column,
    fault::{Fault, is_taken},
    store::SqliteStore,
};

#[async_trait]
impl EmojiStore for SqliteStore {
    async fn add_emoji(&self, emoji: Emoji) -> StoreResult<Result<(), EmojiNameTaken>> {
        self.write(move |db| {
            let sql = "INSERT INTO emoji (id, name, creator_id, create_at) VALUES (?1, ?2, ?3, ?4)";
            let params = params![emoji.id.as_str(), emoji.name, emoji.creator_id.as_str(), emoji.create_at.0];
            match db.prepare_cached(sql)?.execute(params) {
                Ok(_) => Ok(Ok(())),
                Err(error) if is_taken(&error) => Ok(Err(EmojiNameTaken)),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    async fn emoji(&self, id: EmojiId) -> StoreResult<Option<Emoji>> {
        self.read(move |db| Ok(select(db, "SELECT * FROM emoji WHERE id = ?1 AND delete_at = 0", [id.as_str()])?.pop()))
            .await
    }

    async fn emoji_by_names(&self, names: &[String]) -> StoreResult<Vec<Emoji>> {
        let names = column::id_list(names);
        self.read(move |db| {
            let sql = "SELECT * FROM emoji WHERE name IN (SELECT value FROM json_each(?1)) AND delete_at = 0";
            select(db, sql, [names])
        })
        .await
    }

    async fn emoji_page(&self, page: Page) -> StoreResult<Vec<Emoji>> {
        self.read(move |db| {
            let sql = "SELECT * FROM emoji WHERE delete_at = 0 ORDER BY name LIMIT ?1 OFFSET ?2";
            select(db, sql, params![page.size, column::offset(page)])
        })
        .await
    }

    async fn find_emoji(&self, text: &str, place: EmojiMatch, limit: u32) -> StoreResult<Vec<Emoji>> {
        let text = text.to_owned();
        self.read(move |db| match place {
            EmojiMatch::Prefix => {
                let sql = "SELECT * FROM emoji WHERE delete_at = 0 AND name >= ?1 AND name < ?2 ORDER BY name LIMIT ?3";
                // Names are ASCII: everything that begins with the text comes before this.
                let end = format!("{text}\u{7f}");
                select(db, sql, params![text, end, limit])
            }
            EmojiMatch::Anywhere => {
                let sql = "SELECT * FROM emoji WHERE delete_at = 0 AND instr(name, ?1) > 0 ORDER BY name LIMIT ?2";
                select(db, sql, params![text, limit])
            }
        })
        .await
    }

    async fn delete_emoji(&self, id: EmojiId, now: TimestampMs) -> StoreResult<bool> {
        self.write(move |db| {
            let sql = "UPDATE emoji SET delete_at = ?2 WHERE id = ?1 AND delete_at = 0";
            Ok(db.prepare_cached(sql)?.execute(params![id.as_str(), now.0])? > 0)
        })
        .await
    }
}

fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Emoji>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Emoji {
            id: column::id(row, "id")?,
            create_at: column::time(row, "create_at")?,
            creator_id: column::id(row, "creator_id")?,
            name: row.get("name")?,
        });
    }
    Ok(found)
}
