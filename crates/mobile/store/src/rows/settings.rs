use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use crate::{Reader, StoreError, Writer};

/// Names of facts about the account. All values are texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The server's address. Written last at sign-in: an account without it was never complete.
    ServerUrl,
    /// The server's `DiagnosticId`.
    ServerId,
    /// The account's user id.
    UserId,
    /// The team shown.
    TeamId,
    /// `true` once a push with a valid signature came.
    SignedPushSeen,
    /// The number on the icon, while a push decided it; absent when the channels' counts do.
    PushedBadge,
}

impl Setting {
    const fn name(self) -> &'static str {
        match self {
            Self::ServerUrl => "server_url",
            Self::ServerId => "server_id",
            Self::UserId => "user_id",
            Self::TeamId => "team_id",
            Self::SignedPushSeen => "signed_push_seen",
            Self::PushedBadge => "pushed_badge",
        }
    }
}

impl Reader {
    /// A fact; `None` when it was never written.
    ///
    /// # Errors
    /// The database failed.
    pub fn setting(&self, setting: Setting) -> Result<Option<String>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
        Ok(query.query_row([setting.name()], |row| row.get(0)).optional()?)
    }

    /// The server's client config.
    ///
    /// # Errors
    /// The database failed.
    pub fn client_config(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT name, value FROM client_config")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A preference; `None` when it is not set.
    ///
    /// # Errors
    /// The database failed.
    pub fn preference(&self, category: &str, name: &str) -> Result<Option<String>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT value FROM preference WHERE category = ?1 AND name = ?2")?;
        Ok(query.query_row([category, name], |row| row.get(0)).optional()?)
    }
}

impl Writer {
    /// Writes a fact; `None` removes it.
    ///
    /// # Errors
    /// The database failed.
    pub fn set(&self, setting: Setting, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => self.sql().execute(
                "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [setting.name(), value],
            )?,
            None => self.sql().execute("DELETE FROM setting WHERE name = ?1", [setting.name()])?,
        };
        Ok(())
    }

    /// Replaces the client config: what the server leaves out is gone.
    ///
    /// # Errors
    /// The database failed.
    pub fn replace_client_config(&self, config: &BTreeMap<String, String>) -> Result<(), StoreError> {
        self.sql().execute("DELETE FROM client_config", [])?;
        let mut insert = self.sql().prepare_cached("INSERT INTO client_config VALUES (?1, ?2)")?;
        for (name, value) in config {
            insert.execute([name, value])?;
        }
        Ok(())
    }

    /// Writes preferences: category, name, value.
    ///
    /// # Errors
    /// The database failed.
    pub fn put_preferences<'a>(
        &self,
        preferences: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Result<(), StoreError> {
        let mut insert = self.sql().prepare_cached(
            "INSERT INTO preference VALUES (?1, ?2, ?3) ON CONFLICT (category, name) DO UPDATE SET value = excluded.value",
        )?;
        for (category, name, value) in preferences {
            insert.execute(params![category, name, value])?;
        }
        Ok(())
    }

    /// Removes all preferences, before the server's whole list is written.
    ///
    /// # Errors
    /// The database failed.
    pub fn clear_preferences(&self) -> Result<(), StoreError> {
        self.sql().execute("DELETE FROM preference", [])?;
        Ok(())
    }
}
