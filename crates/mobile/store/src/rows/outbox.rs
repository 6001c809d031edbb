use rusqlite::{OptionalExtension, Row, params};

use countersign_primitives::{ChannelId, PostId, TimestampMs};

use super::columns::{id, optional_id, time};
use crate::{Reader, StoreError, Writer};

/// A post on its way to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// The account's own name for it: `{user id}:{milliseconds}`.
    pub pending_post_id: String,
    /// Channel.
    pub channel_id: ChannelId,
    /// The thread's root; none for root posts.
    pub root_id: Option<PostId>,
    /// Markdown.
    pub message: String,
    /// When it was written, by the device's clock.
    pub create_at: TimestampMs,
    /// The newest post of the channel that was known when it was written, by the server's clock.
    pub newest_before: TimestampMs,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether an attempt ended without an answer: the server may have it.
    pub doubtful: bool,
    /// Why the server refused it, for the user; `None` while it is on its way.
    pub failure: Option<String>,
}

impl OutboxRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            pending_post_id: row.get("pending_post_id")?,
            channel_id: id(row, "channel_id")?,
            root_id: optional_id(row, "root_id")?,
            message: row.get("message")?,
            create_at: time(row, "create_at")?,
            newest_before: time(row, "newest_before")?,
            attempts: row.get("attempts")?,
            doubtful: row.get("doubtful")?,
            failure: row.get("failure")?,
        })
    }
}

impl Reader {
    /// What waits in a channel, refused posts included, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn outbox_of(&self, channel: ChannelId) -> Result<Vec<OutboxRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM outbox WHERE channel_id = ?1 ORDER BY place")?;
        let rows = query.query_map([channel.as_str()], OutboxRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One entry; `None` when it has left.
    ///
    /// # Errors
    /// The database failed.
    pub fn outbox_entry(&self, pending_post_id: &str) -> Result<Option<OutboxRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM outbox WHERE pending_post_id = ?1")?;
        Ok(query.query_row([pending_post_id], OutboxRow::read).optional()?)
    }

    /// The oldest entry that is still on its way; `None` when nothing is.
    ///
    /// # Errors
    /// The database failed.
    pub fn next_to_send(&self) -> Result<Option<OutboxRow>, StoreError> {
        let mut query =
            self.sql().prepare_cached("SELECT * FROM outbox WHERE failure IS NULL ORDER BY place LIMIT 1")?;
        Ok(query.query_row([], OutboxRow::read).optional()?)
    }
}

impl Writer {
    /// Puts a post at the end.
    ///
    /// # Errors
    /// The database failed, for example because the `pending_post_id` is taken.
    pub fn queue(&self, post: &OutboxRow) -> Result<(), StoreError> {
        self.sql().execute(
            "INSERT INTO outbox (pending_post_id, channel_id, root_id, message, create_at, newest_before)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                post.pending_post_id,
                post.channel_id.as_str(),
                post.root_id.as_ref().map(PostId::as_str),
                post.message,
                post.create_at.0,
                post.newest_before.0
            ],
        )?;
        Ok(())
    }

    /// Notes that an attempt begins. It is doubtful until an answer settles it: the phone may be killed meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub fn begin_attempt(&self, pending_post_id: &str) -> Result<(), StoreError> {
        self.sql().execute(
            "UPDATE outbox SET attempts = attempts + 1, doubtful = 1 WHERE pending_post_id = ?1",
            [pending_post_id],
        )?;
        Ok(())
    }

    /// The server surely does not have it: the next attempt need not look for it.
    ///
    /// # Errors
    /// The database failed.
    pub fn settle_attempt(&self, pending_post_id: &str) -> Result<(), StoreError> {
        self.sql().execute("UPDATE outbox SET doubtful = 0 WHERE pending_post_id = ?1", [pending_post_id])?;
        Ok(())
    }

    /// The server refused it; `failure` says why, for the user. `None` puts it on its way again.
    ///
    /// # Errors
    /// The database failed.
    pub fn set_failure(&self, pending_post_id: &str, failure: Option<&str>) -> Result<(), StoreError> {
        self.sql().execute(
            "UPDATE outbox SET failure = ?2, doubtful = doubtful AND ?2 IS NULL WHERE pending_post_id = ?1",
            params![pending_post_id, failure],
        )?;
        Ok(())
    }

    /// Takes it out.
    ///
    /// # Errors
    /// The database failed.
    pub fn unqueue(&self, pending_post_id: &str) -> Result<(), StoreError> {
        self.sql().execute("DELETE FROM outbox WHERE pending_post_id = ?1", [pending_post_id])?;
        Ok(())
    }
}
