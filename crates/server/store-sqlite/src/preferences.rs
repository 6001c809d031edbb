use async_trait::async_trait;

use countersign_primitives::UserId;
use countersign_server_domain::{
    model::Preference,
    ports::store::{PreferenceStore, StoreResult},
};
use rusqlite::{Connection, params};

use crate::{column, fault::Fault, store::SqliteStore};

#[async_trait]
impl PreferenceStore for SqliteStore {
    async fn preferences(&self, user_id: UserId) -> StoreResult<Vec<Preference>> {
        self.read(move |db| {
            let sql = "SELECT category, name, value FROM preferences WHERE user_id = ?1 ORDER BY category, name";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query([user_id.as_str()])?;
            let mut preferences = Vec::new();
            while let Some(row) = rows.next()? {
                let (category, name, value) = (row.get(0)?, row.get(1)?, row.get(2)?);
                preferences.push(Preference { user_id, category, name, value });
            }
            Ok(preferences)
        })
        .await
    }

    async fn preference_of(&self, users: &[UserId], category: &str, name: &str) -> StoreResult<Vec<(UserId, String)>> {
        let (users, category, name) = (column::id_list(users), category.to_owned(), name.to_owned());
        self.read(move |db| {
            // Not `category = ?2`: an index holds one category only, and SQLite would plan anew for each value.
            let sql = "SELECT user_id, value FROM preferences
                       WHERE user_id IN (SELECT value FROM json_each(?1)) AND category = (SELECT ?2) AND name = ?3";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query(params![users, category, name])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push((column::id(row, "user_id")?, row.get("value")?));
            }
            Ok(found)
        })
        .await
    }

    async fn save_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()> {
        self.write(move |db| save(db, &preferences)).await
    }

    async fn delete_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "DELETE FROM preferences WHERE user_id = ?1 AND category = ?2 AND name = ?3";
            for preference in &preferences {
                db.prepare_cached(sql)?.execute(params![
                    preference.user_id.as_str(),
                    preference.category,
                    preference.name
                ])?;
            }
            Ok(())
        })
        .await
    }
}

/// Stores preferences.
pub(crate) fn save(db: &Connection, preferences: &[Preference]) -> Result<(), Fault> {
    let sql = "INSERT INTO preferences (user_id, category, name, value) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT DO UPDATE SET value = excluded.value";
    for preference in preferences {
        db.prepare_cached(sql)?.execute(params![
            preference.user_id.as_str(),
            preference.category,
            preference.name,
            preference.value
        ])?;
    }
    Ok(())
}
