use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TimestampMs};
use countersign_server_domain::{
    model::Post,
    ports::store::{MarkedPostStore, SavedQuery, StoreResult},
};
use rusqlite::params;

use crate::{
    column,
    posts::{row, threads},
    store::SqliteStore,
};

#[async_trait]
impl MarkedPostStore for SqliteStore {
    async fn set_pinned(&self, id: PostId, is_pinned: bool, now: TimestampMs) -> StoreResult<Option<Post>> {
        self.write(move |db| {
            let sql = "UPDATE posts SET is_pinned = ?2, update_at = ?3 WHERE id = ?1 AND delete_at = 0 RETURNING *";
            let found = row::select(db, sql, params![id.as_str(), is_pinned, now.0])?;
            Ok(threads::with_reply_counts(db, found)?.pop())
        })
        .await
    }

    async fn pinned_posts(&self, channel_id: ChannelId) -> StoreResult<Vec<Post>> {
        self.read(move |db| {
            let sql = "SELECT * FROM posts WHERE channel_id = ?1 AND is_pinned = 1 AND delete_at = 0
                       ORDER BY create_at DESC, id DESC";
            let found = row::select(db, sql, [channel_id.as_str()])?;
            threads::with_reply_counts(db, found)
        })
        .await
    }

    async fn saved_posts(&self, query: SavedQuery) -> StoreResult<Vec<Post>> {
        self.read(move |db| {
            let sql = "SELECT p.* FROM preferences s
                       JOIN posts p ON p.id = s.name AND p.delete_at = 0
                       JOIN channel_members m ON m.channel_id = p.channel_id AND m.user_id = s.user_id
                       JOIN channels c ON c.id = p.channel_id
                       WHERE s.user_id = ?1 AND s.category = 'flagged_post'
                           AND (?2 = '' OR c.team_id IN (?2, '')) AND (?3 = '' OR p.channel_id = ?3)
                       ORDER BY p.create_at DESC, p.id DESC LIMIT ?4 OFFSET ?5";
            let params = params![
                query.user_id.as_str(),
                column::or_empty(query.team_id.as_ref()),
                column::or_empty(query.channel_id.as_ref()),
                query.page.size,
                column::offset(query.page),
            ];
            let found = row::select(db, sql, params)?;
            threads::with_reply_counts(db, found)
        })
        .await
    }
}
