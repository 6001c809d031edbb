use countersign_primitives::{AckId, TimestampMs};
use countersign_server_domain::{
    model::{EndedSession, NewPush, PushKind, Session, TokenHash},
    ports::store::{DeviceAttachment, SessionSelection, Wipe},
};
use rusqlite::{Connection, params};

use crate::{fault::Fault, outbox, sessions::row};

/// Ends sessions; queues a wipe for each device when told to.
pub(crate) fn end(
    db: &Connection,
    which: SessionSelection,
    wipe: &Wipe,
    now: TimestampMs,
) -> Result<Vec<EndedSession>, Fault> {
    let sessions = match which {
        SessionSelection::One(id) => row::select(db, "DELETE FROM sessions WHERE id = ?1 RETURNING *", [id.as_str()])?,
        SessionSelection::AllOf(user_id) => {
            row::select(db, "DELETE FROM sessions WHERE user_id = ?1 RETURNING *", [user_id.as_str()])?
        }
        SessionSelection::Others { user_id, except } => {
            let sql = "DELETE FROM sessions WHERE user_id = ?1 AND id <> ?2 RETURNING *";
            row::select(db, sql, [user_id.as_str(), except.as_str()])?
        }
        SessionSelection::Everybody => row::select(db, "DELETE FROM sessions RETURNING *", ())?,
    };
    for session in sessions.iter().filter(|session| !session.device_id.is_empty()) {
        if let Some(ack_id) = wipe.ack_id() {
            outbox::insert(db, &[push(session, ack_id, PushKind::Wipe, now)])?;
        }
    }
    Ok(sessions.iter().map(ended).collect())
}

/// Ends the user's other sessions on the same device. The device is not told: it holds the session that stays.
pub(super) fn same_device(db: &Connection, attachment: &DeviceAttachment) -> Result<Vec<EndedSession>, Fault> {
    let sql = "DELETE FROM sessions WHERE user_id = ?1 AND device_id = ?2 AND id <> ?3 RETURNING *";
    let params = params![attachment.user_id.as_str(), attachment.device_id, attachment.session_id.as_str()];
    Ok(row::select(db, sql, params)?.iter().map(ended).collect())
}

/// Ends the session of a token.
pub(crate) fn by_hash(db: &Connection, hash: TokenHash) -> Result<Vec<EndedSession>, Fault> {
    let sql = "DELETE FROM sessions WHERE token_hash = ?1 RETURNING *";
    Ok(row::select(db, sql, [hash.0.as_slice()])?.iter().map(ended).collect())
}

/// What is known of a session that is gone.
pub(super) fn ended(session: &Session) -> EndedSession {
    EndedSession { id: session.id, user_id: session.user_id, token_hash: session.token_hash }
}

/// A push about a session itself.
pub(super) fn push(session: &Session, ack_id: AckId, kind: PushKind, now: TimestampMs) -> NewPush {
    NewPush {
        ack_id,
        user_id: session.user_id,
        session_id: session.id,
        device_id: session.device_id.clone(),
        kind,
        created_at: now,
    }
}
