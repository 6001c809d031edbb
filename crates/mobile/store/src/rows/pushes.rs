use rusqlite::{OptionalExtension, Row, params};

use countersign_primitives::{ChannelId, TimestampMs};

use super::columns::time;
use crate::{Reader, StoreError, Writer};

/// An accepted push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushRow {
    /// Names this copy of the push.
    pub ack_id: String,
    /// When it came, by the device's clock.
    pub received_at: TimestampMs,
    /// `message`, `clear`, ….
    pub kind: String,
    /// Post, as the push spells it.
    pub post_id: Option<String>,
    /// Channel, as the push spells it.
    pub channel_id: Option<String>,
    /// The id its notification has, if it shows one.
    pub notification_id: String,
    /// The push as it came, JSON; `None` once it is done.
    pub payload: Option<String>,
    /// Whether its receipt reached the server.
    pub acknowledged: bool,
}

/// What is known about an `ack_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushState {
    /// Never seen: it is noted now.
    New,
    /// Seen, but not done: the phone was killed half-way, or it is being handled.
    Unfinished,
    /// Done.
    Done,
}

impl PushRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            ack_id: row.get("ack_id")?,
            received_at: time(row, "received_at")?,
            kind: row.get("kind")?,
            post_id: row.get("post_id")?,
            channel_id: row.get("channel_id")?,
            notification_id: row.get("notification_id")?,
            payload: row.get("payload")?,
            acknowledged: row.get("acknowledged")?,
        })
    }
}

impl Reader {
    /// Pushes that are not done, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn unfinished_pushes(&self) -> Result<Vec<PushRow>, StoreError> {
        self.pushes("SELECT * FROM push WHERE payload IS NOT NULL ORDER BY received_at, ack_id")
    }

    /// Pushes that are done but whose receipt never reached the server, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn unacknowledged_pushes(&self) -> Result<Vec<PushRow>, StoreError> {
        self.pushes("SELECT * FROM push WHERE payload IS NULL AND NOT acknowledged ORDER BY received_at, ack_id")
    }

    /// The newest push that shows as this notification; `None` when none does.
    ///
    /// # Errors
    /// The database failed.
    pub fn push_behind(&self, notification_id: &str) -> Result<Option<PushRow>, StoreError> {
        let mut query = self
            .sql()
            .prepare_cached("SELECT * FROM push WHERE notification_id = ?1 ORDER BY received_at DESC LIMIT 1")?;
        Ok(query.query_row([notification_id], PushRow::read).optional()?)
    }

    /// The ids of notifications that pushes of this channel showed, or may have.
    ///
    /// # Errors
    /// The database failed.
    pub fn notifications_of(&self, channel: ChannelId) -> Result<Vec<String>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT DISTINCT notification_id FROM push WHERE channel_id = ?1")?;
        let rows = query.query_map([channel.as_str()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn pushes(&self, query: &str) -> Result<Vec<PushRow>, StoreError> {
        let mut query = self.sql().prepare_cached(query)?;
        let rows = query.query_map([], PushRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writer {
    /// Notes a push, unless its `ack_id` is known; answers what was known before.
    ///
    /// # Errors
    /// The database failed.
    pub fn begin_push(&self, push: &PushRow) -> Result<PushState, StoreError> {
        let known: Option<bool> = self
            .sql()
            .query_row("SELECT payload IS NULL FROM push WHERE ack_id = ?1", [&push.ack_id], |row| row.get(0))
            .optional()?;
        if let Some(done) = known {
            return Ok(if done { PushState::Done } else { PushState::Unfinished });
        }
        self.sql().execute(
            "INSERT INTO push VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                push.ack_id,
                push.received_at.0,
                push.kind,
                push.post_id,
                push.channel_id,
                push.notification_id,
                push.payload,
                push.acknowledged
            ],
        )?;
        Ok(PushState::New)
    }

    /// The push is done: shown, cleared or deliberately not shown.
    ///
    /// # Errors
    /// The database failed.
    pub fn finish_push(&self, ack_id: &str) -> Result<(), StoreError> {
        self.sql().execute("UPDATE push SET payload = NULL WHERE ack_id = ?1", [ack_id])?;
        Ok(())
    }

    /// The server has the receipt.
    ///
    /// # Errors
    /// The database failed.
    pub fn acknowledge_push(&self, ack_id: &str) -> Result<(), StoreError> {
        self.sql().execute("UPDATE push SET acknowledged = 1 WHERE ack_id = ?1", [ack_id])?;
        Ok(())
    }

    /// Forgets pushes that came before `time` and are done: so late nothing comes twice.
    ///
    /// # Errors
    /// The database failed.
    pub fn forget_pushes_before(&self, time: TimestampMs) -> Result<(), StoreError> {
        self.sql().execute("DELETE FROM push WHERE received_at < ?1 AND payload IS NULL", [time.0])?;
        Ok(())
    }
}
