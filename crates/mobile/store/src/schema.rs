//! The schema, one SQL file a step. A step that has shipped never changes; a new one is added.

use rusqlite::Connection;

use crate::StoreError;

const STEPS: &[&str] =
    &[include_str!("../schema/0001_account.sql"), include_str!("../schema/0002_outbox_and_pushes.sql")];

/// Brings a database to the newest step. Each step is one transaction: a phone killed in between goes on from there.
pub(crate) fn upgrade(connection: &mut Connection) -> Result<(), StoreError> {
    upgrade_to(connection, STEPS.len())
}

pub(crate) fn upgrade_to(connection: &mut Connection, target: usize) -> Result<(), StoreError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(STEPS.len()).expect("there are fewer steps than that");
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for (number, step) in (1..).zip(STEPS).take(target).filter(|(number, _)| *number > found) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(connection: &Connection) -> Vec<String> {
        let mut query =
            connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn every_older_step_upgrades_and_keeps_its_rows() {
        let mut newest = Connection::open_in_memory().unwrap();
        upgrade(&mut newest).unwrap();
        for step in 1..STEPS.len() {
            let mut old = Connection::open_in_memory().unwrap();
            upgrade_to(&mut old, step).unwrap();
            old.execute("INSERT INTO setting VALUES ('server_url', 'https://chat.example.com')", []).unwrap();
            upgrade(&mut old).unwrap();
            assert_eq!(tables(&old), tables(&newest), "from step {step}");
            let kept: String = old.query_row("SELECT value FROM setting", [], |row| row.get(0)).unwrap();
            assert_eq!(kept, "https://chat.example.com");
        }
    }

    #[test]
    fn a_file_of_a_newer_app_is_refused_untouched() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 1_000_000).unwrap();
        assert!(matches!(upgrade(&mut connection), Err(StoreError::TooNew { .. })));
        assert!(tables(&connection).is_empty());
    }
}
