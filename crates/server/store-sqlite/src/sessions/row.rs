use countersign_server_domain::model::{DeviceSession, Session, TokenHash};
use rusqlite::{Connection, Params, Row};

use crate::{column, fault::Fault};

/// Sessions a statement yields; it must select all columns.
pub(super) fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Session>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut sessions = Vec::new();
    while let Some(row) = rows.next()? {
        sessions.push(session(row)?);
    }
    Ok(sessions)
}

/// Devices a statement yields.
pub(super) fn devices(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<DeviceSession>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut devices = Vec::new();
    while let Some(row) = rows.next()? {
        devices.push(DeviceSession {
            session_id: column::id(row, "id")?,
            user_id: column::id(row, "user_id")?,
            device_id: row.get("device_id")?,
            attached_at: column::time(row, "device_attached_at")?,
            expires_at: column::time(row, "expires_at")?,
            removed_device_id: row.get("removed_device_id")?,
            notifications_disabled: row.get("notifications_disabled")?,
        });
    }
    Ok(devices)
}

fn session(row: &Row<'_>) -> Result<Session, Fault> {
    let mut props = column::map(row, "props")?;
    let removed: String = row.get("removed_device_id")?;
    if !removed.is_empty() {
        props.insert("last_removed_device_id".to_owned(), removed);
    }
    Ok(Session {
        id: column::id(row, "id")?,
        user_id: column::id(row, "user_id")?,
        token_hash: TokenHash(row.get("token_hash")?),
        create_at: column::time(row, "create_at")?,
        expires_at: column::time(row, "expires_at")?,
        last_activity_at: column::time(row, "last_activity_at")?,
        device_id: row.get("device_id")?,
        roles: row.get("roles")?,
        is_oauth: row.get("is_oauth")?,
        expired_notify: row.get("expired_notify")?,
        props,
    })
}
