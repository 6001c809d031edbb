use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, params};

use countersign_primitives::{ChannelId, TeamId, TimestampMs};

use super::columns::{broken, id, optional_id, time};
use crate::{Reader, StoreError, Writer};

/// Kinds of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationKind {
    /// Everybody in the team may join.
    Public,
    /// By invitation.
    Private,
    /// Two people, or one with oneself.
    Direct,
    /// Three to eight people.
    Group,
}

impl ConversationKind {
    const fn letter(self) -> &'static str {
        match self {
            Self::Public => "O",
            Self::Private => "P",
            Self::Direct => "D",
            Self::Group => "G",
        }
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let letter: String = row.get("kind")?;
        [Self::Public, Self::Private, Self::Direct, Self::Group]
            .into_iter()
            .find(|kind| kind.letter() == letter)
            .ok_or_else(|| broken("no such kind of channel".into()))
    }
}

/// A channel and the account's membership in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRow {
    /// Channel.
    pub id: ChannelId,
    /// Team; none for direct and group channels.
    pub team_id: Option<TeamId>,
    /// Which kind.
    pub kind: ConversationKind,
    /// For addresses.
    pub name: String,
    /// For people; empty for direct channels.
    pub display_name: String,
    /// Shown on top.
    pub header: String,
    /// When it was archived; 0 while it is active.
    pub delete_at: TimestampMs,
    /// The newest post's time.
    pub last_post_at: TimestampMs,
    /// How many posts count.
    pub total_msg_count: i64,
    /// How many of them the account has read.
    pub msg_count: i64,
    /// How many unread posts are for the account.
    pub mention_count: i64,
    /// Until when the account has read.
    pub last_viewed_at: TimestampMs,
    /// Whether it is muted.
    pub muted: bool,
    /// Posts are complete from this time on; `None` while none were loaded. Written by [`Writer::set_loaded`] only.
    pub loaded_from: Option<TimestampMs>,
    /// Whether they are complete from the channel's beginning.
    pub loaded_start: bool,
    /// Changes up to this server time are loaded.
    pub loaded_until: TimestampMs,
}

impl ChannelRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: id(row, "id")?,
            team_id: optional_id(row, "team_id")?,
            kind: ConversationKind::read(row)?,
            name: row.get("name")?,
            display_name: row.get("display_name")?,
            header: row.get("header")?,
            delete_at: time(row, "delete_at")?,
            last_post_at: time(row, "last_post_at")?,
            total_msg_count: row.get("total_msg_count")?,
            msg_count: row.get("msg_count")?,
            mention_count: row.get("mention_count")?,
            last_viewed_at: time(row, "last_viewed_at")?,
            muted: row.get("muted")?,
            loaded_from: row.get::<_, Option<i64>>("loaded_from")?.map(TimestampMs),
            loaded_start: row.get("loaded_start")?,
            loaded_until: time(row, "loaded_until")?,
        })
    }
}

impl Reader {
    /// All channels, archived ones too.
    ///
    /// # Errors
    /// The database failed.
    pub fn channels(&self) -> Result<Vec<ChannelRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM channel ORDER BY display_name, id")?;
        let rows = query.query_map([], ChannelRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A channel; `None` when the account is not in it, as far as is known.
    ///
    /// # Errors
    /// The database failed.
    pub fn channel(&self, channel: ChannelId) -> Result<Option<ChannelRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM channel WHERE id = ?1")?;
        Ok(query.query_row([channel.as_str()], ChannelRow::read).optional()?)
    }

    /// How many unread posts are for the account, in channels that are neither muted nor archived: the number on the
    /// icon.
    ///
    /// # Errors
    /// The database failed.
    pub fn mentions(&self) -> Result<i64, StoreError> {
        let mut query = self
            .sql()
            .prepare_cached("SELECT coalesce(sum(mention_count), 0) FROM channel WHERE NOT muted AND delete_at = 0")?;
        Ok(query.query_row([], |row| row.get(0))?)
    }
}

impl Writer {
    /// Writes channels and memberships. What was loaded of them stays loaded.
    ///
    /// # Errors
    /// The database failed.
    pub fn put_channels<'a>(&self, channels: impl IntoIterator<Item = &'a ChannelRow>) -> Result<(), StoreError> {
        let mut insert = self.sql().prepare_cached(
            "INSERT INTO channel (id, team_id, kind, name, display_name, header, delete_at, last_post_at,
                 total_msg_count, msg_count, mention_count, last_viewed_at, muted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (id) DO UPDATE SET team_id = excluded.team_id, kind = excluded.kind, name = excluded.name,
                 display_name = excluded.display_name, header = excluded.header, delete_at = excluded.delete_at,
                 last_post_at = excluded.last_post_at, total_msg_count = excluded.total_msg_count,
                 msg_count = excluded.msg_count, mention_count = excluded.mention_count,
                 last_viewed_at = excluded.last_viewed_at, muted = excluded.muted",
        )?;
        for channel in channels {
            insert.execute(params![
                channel.id.as_str(),
                channel.team_id.as_ref().map(TeamId::as_str),
                channel.kind.letter(),
                channel.name,
                channel.display_name,
                channel.header,
                channel.delete_at.0,
                channel.last_post_at.0,
                channel.total_msg_count,
                channel.msg_count,
                channel.mention_count,
                channel.last_viewed_at.0,
                channel.muted
            ])?;
        }
        Ok(())
    }

    /// Forgets every channel but these, with its posts. What waits to be sent there stays: the server decides.
    ///
    /// # Errors
    /// The database failed.
    pub fn keep_channels(&self, kept: &BTreeSet<ChannelId>) -> Result<(), StoreError> {
        for channel in self.channels()? {
            if !kept.contains(&channel.id) {
                self.forget_channel(channel.id)?;
            }
        }
        Ok(())
    }

    /// Forgets a channel, with its posts.
    ///
    /// # Errors
    /// The database failed.
    pub fn forget_channel(&self, channel: ChannelId) -> Result<(), StoreError> {
        for table in ["post", "category_channel"] {
            self.sql().execute(&format!("DELETE FROM {table} WHERE channel_id = ?1"), [channel.as_str()])?;
        }
        self.sql().execute("DELETE FROM channel WHERE id = ?1", [channel.as_str()])?;
        Ok(())
    }

    /// Everything in the channel is read, until `at`.
    ///
    /// # Errors
    /// The database failed.
    pub fn mark_read(&self, channel: ChannelId, at: TimestampMs) -> Result<(), StoreError> {
        self.sql().execute(
            "UPDATE channel SET msg_count = total_msg_count, mention_count = 0,
                 last_viewed_at = max(last_viewed_at, ?2) WHERE id = ?1",
            params![channel.as_str(), at.0],
        )?;
        Ok(())
    }

    /// A post came into the channel; `mentions` is 1 when it is for the account.
    ///
    /// # Errors
    /// The database failed.
    pub fn count_post(&self, channel: ChannelId, at: TimestampMs, mentions: i64) -> Result<(), StoreError> {
        self.sql().execute(
            "UPDATE channel SET total_msg_count = total_msg_count + 1, mention_count = mention_count + ?3,
                 last_post_at = max(last_post_at, ?2) WHERE id = ?1",
            params![channel.as_str(), at.0, mentions],
        )?;
        Ok(())
    }

    /// Posts of the channel are complete from `from` on (from its beginning when `start`), with all changes until
    /// `until`.
    ///
    /// # Errors
    /// The database failed.
    pub fn set_loaded(
        &self,
        channel: ChannelId,
        from: TimestampMs,
        start: bool,
        until: TimestampMs,
    ) -> Result<(), StoreError> {
        self.sql().execute(
            "UPDATE channel SET loaded_from = ?2, loaded_start = ?3, loaded_until = ?4 WHERE id = ?1",
            params![channel.as_str(), from.0, start, until.0],
        )?;
        Ok(())
    }
}
