use rusqlite::{OptionalExtension, Row, params};

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};

use super::columns::{id, optional_id, time};
use crate::{Reader, StoreError, Writer};

/// A post the server has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRow {
    /// Post.
    pub id: PostId,
    /// Channel.
    pub channel_id: ChannelId,
    /// The thread's root; none for root posts.
    pub root_id: Option<PostId>,
    /// Author.
    pub user_id: UserId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When its text was last edited; 0 if never.
    pub edit_at: TimestampMs,
    /// Empty for what people write, `system_…` for notices.
    pub kind: String,
    /// Markdown.
    pub message: String,
    /// The author's own name for it; empty when the server did not say.
    pub pending_post_id: String,
    /// A webhook's name for itself; empty otherwise.
    pub override_name: String,
}

impl PostRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: id(row, "id")?,
            channel_id: id(row, "channel_id")?,
            root_id: optional_id(row, "root_id")?,
            user_id: id(row, "user_id")?,
            create_at: time(row, "create_at")?,
            update_at: time(row, "update_at")?,
            edit_at: time(row, "edit_at")?,
            kind: row.get("kind")?,
            message: row.get("message")?,
            pending_post_id: row.get("pending_post_id")?,
            override_name: row.get("override_name")?,
        })
    }
}

impl Reader {
    /// A post; `None` when it is not kept.
    ///
    /// # Errors
    /// The database failed.
    pub fn post(&self, post: PostId) -> Result<Option<PostRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM post WHERE id = ?1")?;
        Ok(query.query_row([post.as_str()], PostRow::read).optional()?)
    }

    /// Posts of a channel not older than `from` and, when given, before the post `before`: newest first, at most
    /// `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub fn posts(
        &self,
        channel: ChannelId,
        from: TimestampMs,
        before: Option<&PostRow>,
        limit: u32,
    ) -> Result<Vec<PostRow>, StoreError> {
        let mut query = self.sql().prepare_cached(
            "SELECT * FROM post WHERE channel_id = ?1 AND create_at >= ?2 AND (create_at, id) < (?3, ?4)
             ORDER BY create_at DESC, id DESC LIMIT ?5",
        )?;
        let (time, id) = before.map_or((i64::MAX, ""), |post| (post.create_at.0, post.id.as_str()));
        let rows = query.query_map(params![channel.as_str(), from.0, time, id, limit], PostRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The time of the channel's newest post that is kept; 0 when none is.
    ///
    /// # Errors
    /// The database failed.
    pub fn newest_post_at(&self, channel: ChannelId) -> Result<TimestampMs, StoreError> {
        let mut query =
            self.sql().prepare_cached("SELECT coalesce(max(create_at), 0) FROM post WHERE channel_id = ?1")?;
        Ok(query.query_row([channel.as_str()], |row| time(row, 0))?)
    }
}

impl Writer {
    /// Writes posts, unless a newer state of them is kept already; a `pending_post_id` that is known stays. What waited in the outbox under the same
    /// `pending_post_id` has arrived and leaves it.
    ///
    /// # Errors
    /// The database failed.
    pub fn put_posts<'a>(&self, posts: impl IntoIterator<Item = &'a PostRow>) -> Result<(), StoreError> {
        let mut insert = self.sql().prepare_cached(
            "INSERT INTO post VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (id) DO UPDATE SET update_at = excluded.update_at, edit_at = excluded.edit_at,
                 kind = excluded.kind, message = excluded.message, override_name = excluded.override_name,
                 pending_post_id = coalesce(nullif(excluded.pending_post_id, ''), post.pending_post_id)
             WHERE excluded.update_at >= post.update_at",
        )?;
        let mut arrived = self.sql().prepare_cached("DELETE FROM outbox WHERE pending_post_id = ?1")?;
        for post in posts {
            insert.execute(params![
                post.id.as_str(),
                post.channel_id.as_str(),
                post.root_id.as_ref().map(PostId::as_str),
                post.user_id.as_str(),
                post.create_at.0,
                post.update_at.0,
                post.edit_at.0,
                post.kind,
                post.message,
                post.pending_post_id,
                post.override_name
            ])?;
            if !post.pending_post_id.is_empty() {
                arrived.execute([&post.pending_post_id])?;
            }
        }
        Ok(())
    }

    /// Removes a post, and the replies to it.
    ///
    /// # Errors
    /// The database failed.
    pub fn remove_post(&self, post: PostId) -> Result<(), StoreError> {
        self.sql().execute("DELETE FROM post WHERE id = ?1 OR root_id = ?1", [post.as_str()])?;
        Ok(())
    }
}
