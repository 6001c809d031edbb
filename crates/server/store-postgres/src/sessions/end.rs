use countersign_primitives::{AckId, TimestampMs};
use countersign_server_domain::{
    model::{EndedSession, NewPush, PushKind, Session, TokenHash},
    ports::store::{DeviceAttachment, SessionSelection, Wipe},
};

use crate::{cells, connection::Work, fault::Fault, push_rows, sessions::row};

macro_rules! delete {
    ($end:literal) => {
        concat!("DELETE FROM sessions ", $end, " RETURNING ", row::columns!())
    };
}

const ONE: &str = delete!("WHERE id = $1");
const ALL_OF: &str = delete!("WHERE user_id = $1");
const OTHERS: &str = delete!("WHERE user_id = $1 AND id <> $2");
const BY_HASH: &str = delete!("WHERE token_hash = $1");
const EVERYBODY: &str = delete!("");
const SAME_DEVICE: &str = delete!("WHERE user_id = $1 AND device_id = $2 AND id <> $3");

/// Removes sessions that expired before a moment.
pub(super) const REMOVE_EXPIRED: &str = delete!("WHERE expires_at > 0 AND expires_at < $1");

/// Keeps a user's most recently used sessions.
pub(super) const OVER_CAP: &str = delete!(
    "WHERE id IN (SELECT s.id FROM sessions s WHERE s.user_id = $1
         ORDER BY s.last_activity_at DESC, s.create_at DESC OFFSET $2)"
);

/// Marks expired sessions with a device as announced.
pub(super) const ANNOUNCE: &str = concat!(
    "UPDATE sessions SET expired_notify = true
     WHERE expires_at > 0 AND expires_at > $1 AND expires_at <= $2 AND device_id <> '' AND NOT expired_notify RETURNING ",
    row::columns!()
);

/// Ends sessions; queues a wipe for each device when told to.
pub(crate) async fn end(
    work: &Work<'_>,
    which: SessionSelection,
    wipe: &Wipe,
    now: TimestampMs,
) -> Result<Vec<EndedSession>, Fault> {
    let rows = match which {
        SessionSelection::One(id) => work.rows(ONE, &[&id.as_str()]).await?,
        SessionSelection::AllOf(user_id) => work.rows(ALL_OF, &[&user_id.as_str()]).await?,
        SessionSelection::Others { user_id, except } => {
            work.rows(OTHERS, &[&user_id.as_str(), &except.as_str()]).await?
        }
        SessionSelection::Everybody => work.rows(EVERYBODY, &[]).await?,
    };
    let sessions = cells::all(&rows, row::session)?;
    let with_device = sessions.iter().filter(|session| !session.device_id.is_empty());
    let wipes: Vec<NewPush> =
        with_device.filter_map(|session| Some(push(session, wipe.ack_id()?, PushKind::Wipe, now))).collect();
    push_rows::queue(work, &wipes).await?;
    Ok(sessions.iter().map(ended).collect())
}

/// Ends the session of a token.
pub(crate) async fn by_hash(work: &Work<'_>, hash: TokenHash) -> Result<Vec<EndedSession>, Fault> {
    let rows = work.rows(BY_HASH, &[&hash.0.as_slice()]).await?;
    Ok(cells::all(&rows, row::session)?.iter().map(ended).collect())
}

/// Ends the user's other sessions on the same device. The device is not told: it holds the session that stays.
pub(super) async fn same_device(work: &Work<'_>, attachment: &DeviceAttachment) -> Result<Vec<EndedSession>, Fault> {
    let (user_id, session_id) = (attachment.user_id.as_str(), attachment.session_id.as_str());
    let rows = work.rows(SAME_DEVICE, &[&user_id, &attachment.device_id, &session_id]).await?;
    Ok(cells::all(&rows, row::session)?.iter().map(ended).collect())
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
