use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use countersign_primitives::{AckId, ChannelId, Random, SessionId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{DeviceSession, EndedSession, PushKind, Session, TokenHash},
    ports::store::{DeviceAttachment, SessionSelection, SessionStore, StoreResult, Wipe},
};
use rusqlite::{Connection, params};

use crate::{column, fault::Fault, outbox, store::SqliteStore};

mod end;
mod row;
mod sign_in;

pub(crate) use end::{by_hash as end_by_hash, end};
pub(crate) use sign_in::{exists, insert};

#[async_trait]
impl SessionStore for SqliteStore {
    async fn sign_in(&self, session: Session, cap: usize) -> StoreResult<Vec<EndedSession>> {
        self.write(move |db| sign_in::sign_in(db, &session, cap)).await
    }

    async fn session_by_hash(&self, hash: TokenHash) -> StoreResult<Option<Session>> {
        self.read(move |db| {
            Ok(row::select(db, "SELECT * FROM sessions WHERE token_hash = ?1", [hash.0.as_slice()])?.pop())
        })
        .await
    }

    async fn session(&self, id: SessionId) -> StoreResult<Option<Session>> {
        self.read(move |db| Ok(row::select(db, "SELECT * FROM sessions WHERE id = ?1", [id.as_str()])?.pop())).await
    }

    async fn sessions_of(&self, user_id: UserId) -> StoreResult<Vec<Session>> {
        self.read(move |db| {
            let sql = "SELECT * FROM sessions WHERE user_id = ?1 ORDER BY last_activity_at DESC, create_at DESC, id";
            row::select(db, sql, [user_id.as_str()])
        })
        .await
    }

    async fn attach_device(&self, attachment: DeviceAttachment) -> StoreResult<Vec<EndedSession>> {
        self.write(move |db| {
            let ended = end::same_device(db, &attachment)?;
            let sql = "UPDATE sessions SET device_id = ?2, expires_at = ?3, device_attached_at = ?4, expired_notify = 0
                       WHERE id = ?1";
            db.prepare_cached(sql)?.execute(params![
                attachment.session_id.as_str(),
                attachment.device_id,
                attachment.expires_at.0,
                attachment.at.0
            ])?;
            Ok(ended)
        })
        .await
    }

    async fn set_session_props(&self, id: SessionId, props: Vec<(String, String)>) -> StoreResult<()> {
        self.write(move |db| {
            let found = row::select(db, "SELECT * FROM sessions WHERE id = ?1", [id.as_str()])?.pop();
            let Some(mut session) = found else { return Ok(()) };
            session.props.extend(props);
            db.prepare_cached("UPDATE sessions SET props = ?2 WHERE id = ?1")?
                .execute(params![id.as_str(), column::to_json(&session.props)])?;
            Ok(())
        })
        .await
    }

    async fn touch_session(
        &self,
        id: SessionId,
        last_activity_at: TimestampMs,
        expires_at: Option<TimestampMs>,
    ) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "UPDATE sessions SET last_activity_at = max(last_activity_at, ?2),
                       expires_at = coalesce(?3, expires_at) WHERE id = ?1";
            db.prepare_cached(sql)?.execute(params![id.as_str(), last_activity_at.0, expires_at.map(|time| time.0)])?;
            Ok(())
        })
        .await
    }

    async fn end_sessions(
        &self,
        which: SessionSelection,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Vec<EndedSession>> {
        self.write(move |db| end(db, which, &wipe, now)).await
    }

    async fn announce_expired_sessions(
        &self,
        now: TimestampMs,
        window: Duration,
        random: Arc<dyn Random>,
    ) -> StoreResult<usize> {
        self.write(move |db| announce(db, now, window, random.as_ref())).await
    }

    async fn remove_expired_sessions(&self, before: TimestampMs) -> StoreResult<Vec<EndedSession>> {
        self.write(move |db| {
            let sql = "DELETE FROM sessions WHERE expires_at > 0 AND expires_at < ?1 RETURNING *";
            Ok(row::select(db, sql, [before.0])?.iter().map(end::ended).collect())
        })
        .await
    }

    async fn devices_of(&self, users: &[UserId]) -> StoreResult<Vec<DeviceSession>> {
        let users = column::id_list(users);
        self.read(move |db| {
            let sql = "SELECT id, user_id, device_id, device_attached_at, expires_at, removed_device_id,
                           coalesce(props ->> 'device_notification_disabled', '') = 'true' AS notifications_disabled
                       FROM sessions WHERE user_id IN (SELECT value FROM json_each(?1)) AND device_id <> ''
                       ORDER BY user_id, create_at, id";
            row::devices(db, sql, [users])
        })
        .await
    }

    async fn devices_in(&self, channel_id: ChannelId) -> StoreResult<Vec<DeviceSession>> {
        self.read(move |db| {
            let sql = "SELECT id, user_id, device_id, device_attached_at, expires_at, removed_device_id,
                           coalesce(props ->> 'device_notification_disabled', '') = 'true' AS notifications_disabled
                       FROM sessions
                       WHERE user_id IN (SELECT user_id FROM channel_members WHERE channel_id = ?1) AND device_id <> ''
                       ORDER BY user_id, create_at, id";
            row::devices(db, sql, [channel_id.as_str()])
        })
        .await
    }

    async fn holders_of(&self, device_id: String) -> StoreResult<Vec<DeviceSession>> {
        self.read(move |db| {
            // Asked for removals that came late, which are rare: no index is kept for it.
            let sql = "SELECT id, user_id, device_id, device_attached_at, expires_at, removed_device_id,
                           coalesce(props ->> 'device_notification_disabled', '') = 'true' AS notifications_disabled
                       FROM sessions WHERE device_id = ?1 AND device_id <> '' ORDER BY user_id, create_at, id";
            row::devices(db, sql, [device_id])
        })
        .await
    }

    async fn park_device(&self, id: SessionId, device_id: String) -> StoreResult<()> {
        self.write(move |db| {
            db.prepare_cached("UPDATE sessions SET removed_device_id = ?2 WHERE id = ?1")?
                .execute(params![id.as_str(), device_id])?;
            Ok(())
        })
        .await
    }
}

fn announce(db: &Connection, now: TimestampMs, window: Duration, random: &dyn Random) -> Result<usize, Fault> {
    let sql = "UPDATE sessions SET expired_notify = 1
               WHERE expires_at > ?1 AND expires_at <= ?2 AND device_id <> '' AND expired_notify = 0 RETURNING *";
    let expired = row::select(db, sql, [(now - window).0, now.0])?;
    for session in &expired {
        let ack_id = AckId::generate(random);
        outbox::insert(db, &[end::push(session, ack_id, PushKind::SessionExpired, now)])?;
    }
    Ok(expired.len())
}
