use async_trait::async_trait;

use countersign_primitives::{EmojiId, TimestampMs};
use countersign_server_domain::{
    model::Emoji,
    ports::store::{EmojiMatch, EmojiNameTaken, EmojiStore, Page, StoreResult},
};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    store::PostgresStore,
};

/// A statement that yields emoji that are not deleted; its end is given.
macro_rules! select {
    ($end:literal) => {
        concat!("SELECT id, create_at, creator_id, name FROM emoji WHERE delete_at = 0 ", $end)
    };
}

#[async_trait]
impl EmojiStore for PostgresStore {
    async fn add_emoji(&self, emoji: Emoji) -> StoreResult<Result<(), EmojiNameTaken>> {
        let sql = "INSERT INTO emoji (id, name, creator_id, create_at) VALUES ($1, $2, $3, $4)";
        let (id, creator_id) = (emoji.id, emoji.creator_id);
        match self.write(sql, &[&id.as_str(), &emoji.name, &creator_id.as_str(), &emoji.create_at.0]).await {
            Err(fault) if fault.broken_constraint() == Some("emoji_by_name") => Ok(Err(EmojiNameTaken)),
            outcome => Ok(Ok(outcome.map(|_| ())?)),
        }
    }

    async fn emoji(&self, id: EmojiId) -> StoreResult<Option<Emoji>> {
        Ok(cells::first(&self.read(select!("AND id = $1"), &[&id.as_str()]).await?, emoji)?)
    }

    async fn emoji_by_names(&self, names: &[String]) -> StoreResult<Vec<Emoji>> {
        let rows = self.read(select!("AND name = ANY ($1)"), &[&cells::without_nul(names)]).await?;
        Ok(cells::all(&rows, emoji)?)
    }

    async fn emoji_page(&self, page: Page) -> StoreResult<Vec<Emoji>> {
        let sql = select!("ORDER BY name LIMIT $1 OFFSET $2");
        Ok(cells::all(&self.read(sql, &[&cells::limit(page), &cells::offset(page)]).await?, emoji)?)
    }

    async fn find_emoji(&self, text: &str, place: EmojiMatch, limit: u32) -> StoreResult<Vec<Emoji>> {
        let limit = i64::from(limit);
        let rows = match place {
            EmojiMatch::Prefix => {
                // Names are ASCII: everything that begins with the text comes before this.
                let end = format!("{text}\u{7f}");
                self.read(select!("AND name >= $1 AND name < $2 ORDER BY name LIMIT $3"), &[&text, &end, &limit])
                    .await?
            }
            EmojiMatch::Anywhere => {
                self.read(select!("AND strpos(name, $1) > 0 ORDER BY name LIMIT $2"), &[&text, &limit]).await?
            }
        };
        Ok(cells::all(&rows, emoji)?)
    }

    async fn delete_emoji(&self, id: EmojiId, now: TimestampMs) -> StoreResult<bool> {
        let sql = "UPDATE emoji SET delete_at = $2 WHERE id = $1 AND delete_at = 0 RETURNING true";
        Ok(!self.write(sql, &[&id.as_str(), &now.0]).await?.is_empty())
    }
}

fn emoji(cells: &mut Cells<'_>) -> Result<Emoji, Fault> {
    Ok(Emoji { id: cells.id()?, create_at: cells.time()?, creator_id: cells.id()?, name: cells.text()? })
}
