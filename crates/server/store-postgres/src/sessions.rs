use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use countersign_primitives::{AckId, ChannelId, Random, SessionId, TimestampMs, UserId};
use countersign_server_domain::{
    model::{DeviceSession, EndedSession, PushKind, Session, TokenHash},
    ports::store::{DeviceAttachment, SessionSelection, SessionStore, StoreResult, Wipe},
};

use crate::{cells, push_rows, store::PostgresStore};

mod end;
mod row;
mod sign_in;

pub(crate) use end::{by_hash as end_by_hash, end};
pub(crate) use sign_in::insert_once;

#[async_trait]
impl SessionStore for PostgresStore {
    async fn sign_in(&self, session: Session, cap: usize) -> StoreResult<Vec<EndedSession>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let ended = sign_in::sign_in(&work, &session, cap).await?;
        work.commit().await?;
        Ok(ended)
    }

    async fn session_by_hash(&self, hash: TokenHash) -> StoreResult<Option<Session>> {
        let rows = self.read(row::select!("WHERE token_hash = $1"), &[&hash.0.as_slice()]).await?;
        Ok(cells::first(&rows, row::session)?)
    }

    async fn session(&self, id: SessionId) -> StoreResult<Option<Session>> {
        let rows = self.read(row::select!("WHERE id = $1"), &[&id.as_str()]).await?;
        Ok(cells::first(&rows, row::session)?)
    }

    async fn sessions_of(&self, user_id: UserId) -> StoreResult<Vec<Session>> {
        let sql = row::select!("WHERE user_id = $1 ORDER BY last_activity_at DESC, create_at DESC, id");
        Ok(cells::all(&self.read(sql, &[&user_id.as_str()]).await?, row::session)?)
    }

    async fn attach_device(&self, attachment: DeviceAttachment) -> StoreResult<Vec<EndedSession>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let ended = end::same_device(&work, &attachment).await?;
        let sql = "UPDATE sessions SET device_id = $2, expires_at = $3, device_attached_at = $4, expired_notify = false
                   WHERE id = $1";
        let (id, expires_at) = (attachment.session_id.as_str(), attachment.expires_at.0);
        work.execute(sql, &[&id, &attachment.device_id, &expires_at, &attachment.at.0]).await?;
        work.commit().await?;
        Ok(ended)
    }

    async fn set_session_props(&self, id: SessionId, props: Vec<(String, String)>) -> StoreResult<()> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let rows = work.rows(row::select!("WHERE id = $1 FOR NO KEY UPDATE"), &[&id.as_str()]).await?;
        let Some(mut session) = cells::first(&rows, row::session)? else { return Ok(()) };
        session.props.extend(props);
        let props = cells::to_json(&session.props);
        work.execute("UPDATE sessions SET props = $2 WHERE id = $1", &[&id.as_str(), &props]).await?;
        Ok(work.commit().await?)
    }

    async fn touch_session(
        &self,
        id: SessionId,
        last_activity_at: TimestampMs,
        expires_at: Option<TimestampMs>,
    ) -> StoreResult<()> {
        let sql = "UPDATE sessions SET last_activity_at = greatest(last_activity_at, $2),
                   expires_at = coalesce($3, expires_at) WHERE id = $1";
        let expires_at = expires_at.map(|time| time.0);
        self.write(sql, &[&id.as_str(), &last_activity_at.0, &expires_at]).await?;
        Ok(())
    }

    async fn end_sessions(
        &self,
        which: SessionSelection,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Vec<EndedSession>> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let ended = end(&work, which, &wipe, now).await?;
        work.commit().await?;
        Ok(ended)
    }

    async fn announce_expired_sessions(
        &self,
        now: TimestampMs,
        window: Duration,
        random: Arc<dyn Random>,
    ) -> StoreResult<usize> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        let rows = work.rows(end::ANNOUNCE, &[&(now - window).0, &now.0]).await?;
        let expired = cells::all(&rows, row::session)?;
        let announce =
            |session: &Session| end::push(session, AckId::generate(random.as_ref()), PushKind::SessionExpired, now);
        push_rows::queue(&work, &expired.iter().map(announce).collect::<Vec<_>>()).await?;
        work.commit().await?;
        Ok(expired.len())
    }

    async fn remove_expired_sessions(&self, before: TimestampMs) -> StoreResult<Vec<EndedSession>> {
        let rows = self.write(end::REMOVE_EXPIRED, &[&before.0]).await?;
        Ok(cells::all(&rows, row::session)?.iter().map(end::ended).collect())
    }

    async fn devices_of(&self, users: &[UserId]) -> StoreResult<Vec<DeviceSession>> {
        let sql = "SELECT id, user_id, device_id, device_attached_at, expires_at, removed_device_id,
                       coalesce(props::json ->> 'device_notification_disabled', '') = 'true'
                   FROM sessions WHERE user_id = ANY ($1) AND device_id <> '' ORDER BY user_id, create_at, id";
        Ok(cells::all(&self.read(sql, &[&cells::texts(users)]).await?, row::device)?)
    }

    async fn devices_in(&self, channel_id: ChannelId) -> StoreResult<Vec<DeviceSession>> {
        let sql = "SELECT id, user_id, device_id, device_attached_at, expires_at, removed_device_id,
                       coalesce(props::json ->> 'device_notification_disabled', '') = 'true'
                   FROM sessions
                   WHERE user_id IN (SELECT user_id FROM channel_members WHERE channel_id = $1) AND device_id <> ''
                   ORDER BY user_id, create_at, id";
        Ok(cells::all(&self.read(sql, &[&channel_id.as_str()]).await?, row::device)?)
    }

    async fn holders_of(&self, device_id: String) -> StoreResult<Vec<DeviceSession>> {
        // Asked for removals that came late, which are rare: no index is kept for it.
        let sql = "SELECT id, user_id, device_id, device_attached_at, expires_at, removed_device_id,
                       coalesce(props::json ->> 'device_notification_disabled', '') = 'true'
                   FROM sessions WHERE device_id = $1 AND device_id <> '' ORDER BY user_id, create_at, id";
        Ok(cells::all(&self.read(sql, &[&device_id]).await?, row::device)?)
    }

    async fn park_device(&self, id: SessionId, device_id: String) -> StoreResult<()> {
        self.write("UPDATE sessions SET removed_device_id = $2 WHERE id = $1", &[&id.as_str(), &device_id]).await?;
        Ok(())
    }
}
