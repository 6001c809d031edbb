use countersign_primitives::TimestampMs;
use countersign_server_domain::{
    model::{EndedSession, Session, TokenHash},
    ports::store::DeviceAttachment,
};
use rusqlite::{Connection, params};

use crate::{
    column,
    fault::Fault,
    sessions::{end, row},
};

const INSERT: &str = "INSERT INTO sessions (id, user_id, token_hash, device_id, create_at, expires_at,
    last_activity_at, roles, is_oauth, expired_notify, props, device_attached_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, iif(?4 = '', 0, ?5))";

/// Adds a session and ends those it takes the place of.
pub(super) fn sign_in(db: &Connection, session: &Session, cap: usize) -> Result<Vec<EndedSession>, Fault> {
    let mut ended = Vec::new();
    if !session.device_id.is_empty() {
        ended = end::same_device(db, &attachment(session))?;
    }
    ended.extend(over_cap(db, session, cap)?);
    insert(db, session)?;
    let sql = "UPDATE users SET last_login_at = ?2, update_at = ?2, failed_attempts = 0 WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![session.user_id.as_str(), session.create_at.0])?;
    Ok(ended)
}

fn attachment(session: &Session) -> DeviceAttachment {
    DeviceAttachment {
        session_id: session.id,
        user_id: session.user_id,
        device_id: session.device_id.clone(),
        at: session.create_at,
        expires_at: TimestampMs::ZERO,
    }
}

fn over_cap(db: &Connection, session: &Session, cap: usize) -> Result<Vec<EndedSession>, Fault> {
    let keep = i64::try_from(cap.saturating_sub(1)).unwrap_or(i64::MAX);
    let sql = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = ?1
               ORDER BY last_activity_at DESC, create_at DESC LIMIT -1 OFFSET ?2) RETURNING *";
    Ok(row::select(db, sql, params![session.user_id.as_str(), keep])?.iter().map(end::ended).collect())
}

/// Adds a session.
pub(crate) fn insert(db: &Connection, session: &Session) -> Result<(), Fault> {
    db.prepare_cached(INSERT)?.execute(params![
        session.id.as_str(),
        session.user_id.as_str(),
        session.token_hash.0.as_slice(),
        session.device_id,
        session.create_at.0,
        session.expires_at.0,
        session.last_activity_at.0,
        session.roles,
        session.is_oauth,
        session.expired_notify,
        column::to_json(&session.props),
    ])?;
    Ok(())
}

/// Whether a token has a session.
pub(crate) fn exists(db: &Connection, hash: TokenHash) -> Result<bool, Fault> {
    Ok(db.prepare_cached("SELECT 1 FROM sessions WHERE token_hash = ?1")?.exists([hash.0.as_slice()])?)
}
