use countersign_primitives::TimestampMs;
use countersign_server_domain::{
    model::{EndedSession, Session},
    ports::store::DeviceAttachment,
};
use tokio_postgres::types::ToSql;

use crate::{
    cells,
    connection::Work,
    fault::Fault,
    sessions::{end, row},
};

macro_rules! insert {
    () => {
        "INSERT INTO sessions (id, user_id, token_hash, device_id, create_at, expires_at, last_activity_at, roles, \
         is_oauth, expired_notify, props, device_attached_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CASE WHEN $4::text = '' THEN 0 ELSE $5::bigint END)"
    };
}

/// Adds a session and ends those it takes the place of. The account's row comes first: of two sign-ins at once the
/// second waits, and then sees the first one's session.
pub(super) async fn sign_in(work: &Work<'_>, session: &Session, cap: usize) -> Result<Vec<EndedSession>, Fault> {
    let sql = "UPDATE users SET last_login_at = $2, update_at = $2, failed_attempts = 0 WHERE id = $1";
    work.execute(sql, &[&session.user_id.as_str(), &session.create_at.0]).await?;
    let mut ended = Vec::new();
    if !session.device_id.is_empty() {
        ended = end::same_device(work, &attachment(session)).await?;
    }
    let keep = i64::try_from(cap.saturating_sub(1)).unwrap_or(i64::MAX);
    let over = work.rows(end::OVER_CAP, &[&session.user_id.as_str(), &keep]).await?;
    ended.extend(cells::all(&over, row::session)?.iter().map(end::ended));
    insert(work, session).await?;
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

/// Adds a session unless its token has one.
pub(crate) async fn insert_once(work: &Work<'_>, session: &Session) -> Result<(), Fault> {
    insert_by(work, concat!(insert!(), " ON CONFLICT (token_hash) DO NOTHING"), session).await
}

async fn insert(work: &Work<'_>, session: &Session) -> Result<(), Fault> {
    insert_by(work, insert!(), session).await
}

async fn insert_by(work: &Work<'_>, sql: &'static str, session: &Session) -> Result<(), Fault> {
    let props = cells::to_json(&session.props);
    let values: [&(dyn ToSql + Sync); 11] = [
        &session.id.as_str(),
        &session.user_id.as_str(),
        &session.token_hash.0.as_slice(),
        &session.device_id,
        &session.create_at.0,
        &session.expires_at.0,
        &session.last_activity_at.0,
        &session.roles,
        &session.is_oauth,
        &session.expired_notify,
        &props,
    ];
    work.execute(sql, &values).await?;
    Ok(())
}
