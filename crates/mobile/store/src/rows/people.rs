use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, params};

use countersign_primitives::{TimestampMs, UserId};

use super::columns::{id, time};
use crate::{Reader, StoreError, Writer};

/// A person, bots included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Account.
    pub id: UserId,
    /// User name.
    pub username: String,
    /// Chosen name; empty when none.
    pub nickname: String,
    /// Given name; empty when hidden.
    pub first_name: String,
    /// Family name; empty when hidden.
    pub last_name: String,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// When the account last changed.
    pub update_at: TimestampMs,
    /// When it was deactivated; 0 while it is active.
    pub delete_at: TimestampMs,
    /// Presence; empty while unknown. Written by [`Writer::set_presence`] only.
    pub status: String,
}

impl PersonRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: id(row, "id")?,
            username: row.get("username")?,
            nickname: row.get("nickname")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            is_bot: row.get("is_bot")?,
            update_at: time(row, "update_at")?,
            delete_at: time(row, "delete_at")?,
            status: row.get("status")?,
        })
    }
}

impl Reader {
    /// A person; `None` when not known yet.
    ///
    /// # Errors
    /// The database failed.
    pub fn person(&self, user: UserId) -> Result<Option<PersonRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM person WHERE id = ?1")?;
        Ok(query.query_row([user.as_str()], PersonRow::read).optional()?)
    }

    /// Those of `users` that are not known yet.
    ///
    /// # Errors
    /// The database failed.
    pub fn strangers(&self, users: impl IntoIterator<Item = UserId>) -> Result<BTreeSet<UserId>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT 1 FROM person WHERE id = ?1")?;
        let mut strangers = BTreeSet::new();
        for user in users {
            if !query.exists([user.as_str()])? {
                strangers.insert(user);
            }
        }
        Ok(strangers)
    }
}

impl Writer {
    /// Writes people. Their presence stays as it was.
    ///
    /// # Errors
    /// The database failed.
    pub fn put_people<'a>(&self, people: impl IntoIterator<Item = &'a PersonRow>) -> Result<(), StoreError> {
        let mut insert = self.sql().prepare_cached(
            "INSERT INTO person (id, username, nickname, first_name, last_name, is_bot, update_at, delete_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET username = excluded.username, nickname = excluded.nickname,
                 first_name = excluded.first_name, last_name = excluded.last_name, is_bot = excluded.is_bot,
                 update_at = excluded.update_at, delete_at = excluded.delete_at",
        )?;
        for person in people {
            insert.execute(params![
                person.id.as_str(),
                person.username,
                person.nickname,
                person.first_name,
                person.last_name,
                person.is_bot,
                person.update_at.0,
                person.delete_at.0
            ])?;
        }
        Ok(())
    }

    /// Writes a person's presence. Does nothing for strangers.
    ///
    /// # Errors
    /// The database failed.
    pub fn set_presence(&self, user: UserId, status: &str) -> Result<(), StoreError> {
        let mut update = self.sql().prepare_cached("UPDATE person SET status = ?2 WHERE id = ?1")?;
        update.execute([user.as_str(), status])?;
        Ok(())
    }
}
