use std::collections::BTreeMap;

use async_trait::async_trait;

use countersign_primitives::UserId;
use countersign_server_domain::{
    model::Preference,
    ports::store::{PreferenceStore, StoreResult},
};

use crate::{cells, connection::Work, fault::Fault, store::PostgresStore};

const SAVE: &str = "INSERT INTO preferences (user_id, category, name, value)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
    ON CONFLICT (user_id, category, name) DO UPDATE SET value = excluded.value";

#[async_trait]
impl PreferenceStore for PostgresStore {
    async fn preferences(&self, user_id: UserId) -> StoreResult<Vec<Preference>> {
        let sql = "SELECT category, name, value FROM preferences WHERE user_id = $1 ORDER BY category, name";
        let rows = self.read(sql, &[&user_id.as_str()]).await?;
        let read = |cells: &mut cells::Cells<'_>| {
            Ok(Preference { user_id, category: cells.text()?, name: cells.text()?, value: cells.text()? })
        };
        Ok(cells::all(&rows, read)?)
    }

    async fn preference_of(&self, users: &[UserId], category: &str, name: &str) -> StoreResult<Vec<(UserId, String)>> {
        let sql = "SELECT user_id, value FROM preferences WHERE user_id = ANY ($1) AND category = $2 AND name = $3";
        let rows = self.read(sql, &[&cells::texts(users), &category, &name]).await?;
        Ok(cells::all(&rows, |cells| Ok((cells.id()?, cells.text()?)))?)
    }

    async fn save_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()> {
        let [users, categories, names, values] = columns(&preferences);
        self.write(SAVE, &[&users, &categories, &names, &values]).await?;
        Ok(())
    }

    async fn delete_preferences(&self, preferences: Vec<Preference>) -> StoreResult<()> {
        let sql =
            "DELETE FROM preferences p USING unnest($1::text[], $2::text[], $3::text[]) AS w (user_id, category, name)
                   WHERE p.user_id = w.user_id AND p.category = w.category AND p.name = w.name";
        let [users, categories, names, _] = columns(&preferences);
        self.write(sql, &[&users, &categories, &names]).await?;
        Ok(())
    }
}

/// Stores preferences in a transaction.
pub(crate) async fn save(work: &Work<'_>, preferences: &[Preference]) -> Result<(), Fault> {
    if preferences.is_empty() {
        return Ok(());
    }
    let [users, categories, names, values] = columns(preferences);
    work.execute(SAVE, &[&users, &categories, &names, &values]).await?;
    Ok(())
}

/// Each preference once, the last of several, in the order of the table: two that save the same ones never wait for
/// each other in a circle.
fn columns(preferences: &[Preference]) -> [Vec<&str>; 4] {
    let last: BTreeMap<(&str, &str, &str), &str> = preferences
        .iter()
        .map(|one| ((one.user_id.as_str(), one.category.as_str(), one.name.as_str()), one.value.as_str()))
        .collect();
    let mut columns: [Vec<&str>; 4] = Default::default();
    for ((user_id, category, name), value) in last {
        for (column, text) in columns.iter_mut().zip([user_id, category, name, value]) {
            column.push(text);
        }
    }
    columns
}
