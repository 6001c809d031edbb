use async_trait::async_trait;

use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Acknowledgement, Reaction},
    ports::store::{ReactionSaved, ReactionStore, StoreResult},
};
use rusqlite::params;

use crate::{column, store::SqliteStore};

mod row;
mod save;

#[async_trait]
impl ReactionStore for SqliteStore {
    async fn save_reaction(&self, reaction: Reaction, most_different: usize) -> StoreResult<ReactionSaved> {
        self.write(move |db| save::save(db, reaction, most_different)).await
    }

    async fn remove_reaction(
        &self,
        user_id: UserId,
        post_id: PostId,
        emoji_name: &str,
        now: TimestampMs,
    ) -> StoreResult<bool> {
        let emoji_name = emoji_name.to_owned();
        self.write(move |db| {
            let sql = "DELETE FROM reactions WHERE post_id = ?1 AND user_id = ?2 AND emoji_name = ?3";
            let removed = db.prepare_cached(sql)?.execute([post_id.as_str(), user_id.as_str(), &emoji_name])? > 0;
            if removed {
                save::mark(db, post_id, now)?;
            }
            Ok(removed)
        })
        .await
    }

    async fn reactions(&self, posts: &[PostId]) -> StoreResult<Vec<Reaction>> {
        let posts = column::id_list(posts);
        self.read(move |db| {
            let sql = "SELECT r.* FROM json_each(?1) asked
                       JOIN reactions r ON r.post_id = asked.value
                       JOIN posts p ON p.id = r.post_id AND p.delete_at = 0
                       ORDER BY r.create_at, r.user_id, r.emoji_name";
            row::reactions(db, sql, [posts])
        })
        .await
    }

    async fn save_acknowledgement(&self, acknowledgement: Acknowledgement) -> StoreResult<Acknowledgement> {
        self.write(move |db| {
            let (post_id, user_id) = (acknowledgement.post_id, acknowledgement.user_id);
            let own = "SELECT * FROM acknowledgements WHERE post_id = ?1 AND user_id = ?2";
            if let Some(former) = row::acknowledgements(db, own, [post_id.as_str(), user_id.as_str()])?.pop() {
                return Ok(former);
            }
            let sql = "INSERT INTO acknowledgements (post_id, user_id, channel_id, acknowledged_at)
                       VALUES (?1, ?2, ?3, ?4)";
            let (channel_id, at) = (acknowledgement.channel_id, acknowledgement.acknowledged_at);
            let params = params![post_id.as_str(), user_id.as_str(), channel_id.as_str(), at.0];
            db.prepare_cached(sql)?.execute(params)?;
            save::touch(db, post_id, at)?;
            Ok(acknowledgement)
        })
        .await
    }

    async fn remove_acknowledgement(&self, user_id: UserId, post_id: PostId, now: TimestampMs) -> StoreResult<bool> {
        self.write(move |db| {
            let sql = "DELETE FROM acknowledgements WHERE post_id = ?1 AND user_id = ?2";
            let removed = db.prepare_cached(sql)?.execute([post_id.as_str(), user_id.as_str()])? > 0;
            if removed {
                save::touch(db, post_id, now)?;
            }
            Ok(removed)
        })
        .await
    }

    async fn acknowledgements(&self, posts: &[PostId]) -> StoreResult<Vec<Acknowledgement>> {
        let posts = column::id_list(posts);
        self.read(move |db| {
            let sql = "SELECT a.* FROM json_each(?1) asked JOIN acknowledgements a ON a.post_id = asked.value
                       ORDER BY a.acknowledged_at, a.user_id";
            row::acknowledgements(db, sql, [posts])
        })
        .await
    }
}
