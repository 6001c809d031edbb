use countersign_server_domain::model::{Acknowledgement, Reaction};
use rusqlite::{Connection, Params};

use crate::{column, fault::Fault};

/// Reactions a statement yields; it must select all columns.
pub(super) fn reactions(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Reaction>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Reaction {
            user_id: column::id(row, "user_id")?,
            post_id: column::id(row, "post_id")?,
            channel_id: column::id(row, "channel_id")?,
            emoji_name: row.get("emoji_name")?,
            create_at: column::time(row, "create_at")?,
        });
    }
    Ok(found)
}

/// Acknowledgements a statement yields; it must select all columns.
pub(super) fn acknowledgements(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Acknowledgement>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Acknowledgement {
            user_id: column::id(row, "user_id")?,
            post_id: column::id(row, "post_id")?,
            channel_id: column::id(row, "channel_id")?,
            acknowledged_at: column::time(row, "acknowledged_at")?,
        });
    }
    Ok(found)
}
