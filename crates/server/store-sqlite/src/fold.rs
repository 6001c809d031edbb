//! Small letters of every script. The database's own `lower` knows ASCII alone: `Ärger` would not be found by `ärger`.

use rusqlite::{Connection, functions::FunctionFlags};

use crate::fault::Fault;

/// Makes `lower` fold as the rest of this server does, and as PostgreSQL does by ICU's rules. It is asked in queries only:
/// an index must not depend on it.
pub(crate) fn teach(db: &Connection) -> Result<(), Fault> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    db.create_scalar_function("lower", 1, flags, |arguments| {
        let text = arguments.get_raw(0).as_str_or_null()?;
        Ok(text.map(str::to_lowercase))
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_are_folded() {
        let db = Connection::open_in_memory().unwrap();
        teach(&db).unwrap();
        let lower = |text: Option<&str>| -> Option<String> {
            db.query_row("SELECT lower(?1)", [text], |row| row.get(0)).unwrap()
        };
        for text in ["ÄRGER", "Σίσυφος ΣΊΣΥΦΟΣ", "МОСКВА", "İstanbul", "plain", ""] {
            assert_eq!(lower(Some(text)), Some(text.to_lowercase()), "{text}");
        }
        assert_eq!(lower(None), None);
    }
}
