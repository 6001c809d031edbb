use async_trait::async_trait;

use countersign_primitives::{ChannelId, PostId, TeamId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{Post, TeamUnread},
    ports::store::{CountersWrite, CountersWritten, StoreResult, UnreadStore},
};
use rusqlite::params;

use crate::{posts, store::SqliteStore};

mod counters;
mod teams;

#[async_trait]
impl UnreadStore for SqliteStore {
    async fn posts_from(
        &self,
        channel_id: ChannelId,
        from: TimestampMs,
        beyond: Option<PostId>,
        limit: u32,
    ) -> StoreResult<Vec<Post>> {
        self.read(move |db| {
            let sql = "SELECT * FROM posts WHERE channel_id = ?1 AND (create_at, id) > (?2, ?3) AND delete_at = 0
                       ORDER BY create_at, id LIMIT ?4";
            // Nothing sorts before the empty text, so that without a post everything of the time is there.
            let beyond = beyond.as_ref().map_or("", AsRef::<str>::as_ref);
            posts::select(db, sql, params![channel_id.as_str(), from.0, beyond, limit])
        })
        .await
    }

    async fn first_post_after(
        &self,
        channel_id: ChannelId,
        time: TimestampMs,
        roots_only: bool,
    ) -> StoreResult<Option<Post>> {
        self.read(move |db| {
            let sql = "SELECT * FROM posts WHERE channel_id = ?1 AND create_at > ?2 AND delete_at = 0
                           AND (root_id = '' OR NOT ?3) ORDER BY create_at, id LIMIT 1";
            let found = posts::select(db, sql, params![channel_id.as_str(), time.0, roots_only])?;
            Ok(posts::with_reply_counts(db, found)?.pop())
        })
        .await
    }

    async fn put_counters(&self, write: CountersWrite) -> StoreResult<CountersWritten> {
        self.write(move |db| counters::put(db, &write)).await
    }

    async fn team_unreads(&self, user_id: UserId, team_id: Option<TeamId>) -> StoreResult<Vec<TeamUnread>> {
        self.read(move |db| teams::unreads(db, user_id, team_id)).await
    }
}
