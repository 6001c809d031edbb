use async_trait::async_trait;

use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Acknowledgement, Reaction},
    ports::store::{ReactionSaved, ReactionStore, StoreResult},
};

use crate::{cells, store::PostgresStore};

mod row;
mod write;

#[async_trait]
impl ReactionStore for PostgresStore {
    async fn save_reaction(&self, reaction: Reaction, most_different: usize) -> StoreResult<ReactionSaved> {
        Ok(write::save_reaction(self, reaction, most_different).await?)
    }

    async fn remove_reaction(
        &self,
        user_id: UserId,
        post_id: PostId,
        emoji_name: &str,
        now: TimestampMs,
    ) -> StoreResult<bool> {
        Ok(write::remove_reaction(self, user_id, post_id, emoji_name, now).await?)
    }

    async fn reactions(&self, posts: &[PostId]) -> StoreResult<Vec<Reaction>> {
        let sql = row::reactions!(
            "JOIN posts p ON p.id = r.post_id AND p.delete_at = 0 WHERE r.post_id = ANY ($1)
             ORDER BY r.create_at, r.user_id, r.emoji_name"
        );
        Ok(cells::all(&self.read(sql, &[&cells::texts(posts)]).await?, row::reaction)?)
    }

    async fn save_acknowledgement(&self, acknowledgement: Acknowledgement) -> StoreResult<Acknowledgement> {
        Ok(write::save_acknowledgement(self, acknowledgement).await?)
    }

    async fn remove_acknowledgement(&self, user_id: UserId, post_id: PostId, now: TimestampMs) -> StoreResult<bool> {
        Ok(write::remove_acknowledgement(self, user_id, post_id, now).await?)
    }

    async fn acknowledgements(&self, posts: &[PostId]) -> StoreResult<Vec<Acknowledgement>> {
        let sql = row::acknowledgements!("WHERE a.post_id = ANY ($1) ORDER BY a.acknowledged_at, a.user_id");
        Ok(cells::all(&self.read(sql, &[&cells::texts(posts)]).await?, row::acknowledgement)?)
    }
}
