use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use countersign_primitives::{AckId, ChannelId, Random, SessionId, TimestampMs, UserId};

use crate::{
    memory::{MemoryStore, State},
    model::{DeviceSession, EndedSession, NewPush, PushKind, Session, TokenHash},
    ports::store::{DeviceAttachment, SessionSelection, SessionStore, StoreResult, Wipe},
};

#[async_trait]
impl SessionStore for MemoryStore {
    async fn sign_in(&self, session: Session, cap: usize) -> StoreResult<Vec<EndedSession>> {
        let mut state = self.state();
        let mut ended = state.end_same_device(session.user_id, &session.device_id, session.id);
        let mut others = state.sessions_by_use(session.user_id);
        let surplus = others.split_off(others.len().min(cap.saturating_sub(1)));
        ended.extend(state.remove_sessions(|other| surplus.iter().any(|session| session.id == other.id)));
        if let Some(user) = state.users.get_mut(&session.user_id) {
            user.update_at = session.create_at;
        }
        if let Some(credentials) = state.credentials.get_mut(&session.user_id) {
            credentials.failed_attempts = 0;
        }
        if !session.device_id.is_empty() {
            state.devices_attached.insert(session.id, session.create_at);
        }
        state.sessions.insert(session.id, session);
        Ok(ended)
    }

    async fn session_by_hash(&self, hash: TokenHash) -> StoreResult<Option<Session>> {
        let state = self.state();
        let found = state.sessions.values().find(|session| session.token_hash == hash);
        Ok(found.map(|session| state.shown(session)))
    }

    async fn session(&self, id: SessionId) -> StoreResult<Option<Session>> {
        let state = self.state();
        Ok(state.sessions.get(&id).map(|session| state.shown(session)))
    }

    async fn sessions_of(&self, user_id: UserId) -> StoreResult<Vec<Session>> {
        Ok(self.state().sessions_by_use(user_id))
    }

    async fn attach_device(&self, attachment: DeviceAttachment) -> StoreResult<Vec<EndedSession>> {
        let mut state = self.state();
        let ended = state.end_same_device(attachment.user_id, &attachment.device_id, attachment.session_id);
        if let Some(session) = state.sessions.get_mut(&attachment.session_id) {
            session.device_id = attachment.device_id;
            session.expires_at = attachment.expires_at;
            session.expired_notify = false;
            state.devices_attached.insert(attachment.session_id, attachment.at);
        }
        Ok(ended)
    }

    async fn set_session_props(&self, id: SessionId, props: Vec<(String, String)>) -> StoreResult<()> {
        if let Some(session) = self.state().sessions.get_mut(&id) {
            session.props.extend(props);
        }
        Ok(())
    }

    async fn touch_session(
        &self,
        id: SessionId,
        last_activity_at: TimestampMs,
        expires_at: Option<TimestampMs>,
    ) -> StoreResult<()> {
        if let Some(session) = self.state().sessions.get_mut(&id) {
            session.last_activity_at = session.last_activity_at.max(last_activity_at);
            session.expires_at = expires_at.unwrap_or(session.expires_at);
        }
        Ok(())
    }

    async fn end_sessions(
        &self,
        which: SessionSelection,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Vec<EndedSession>> {
        Ok(self.state().end_sessions(which, &wipe, now))
    }

    async fn announce_expired_sessions(
        &self,
        now: TimestampMs,
        window: Duration,
        random: Arc<dyn Random>,
    ) -> StoreResult<usize> {
        let mut state = self.state();
        let is_due = |session: &Session| {
            let at = session.expires_at;
            at > now - window && at <= now && !session.device_id.is_empty() && !session.expired_notify
        };
        let mut due = Vec::new();
        for session in state.sessions.values_mut().filter(|session| is_due(session)) {
            session.expired_notify = true;
            due.push(push(session, AckId::generate(random.as_ref()), PushKind::SessionExpired, now));
        }
        let count = due.len();
        state.queue(due);
        Ok(count)
    }

    async fn remove_expired_sessions(&self, before: TimestampMs) -> StoreResult<Vec<EndedSession>> {
        let is_old = |session: &Session| !session.expires_at.is_zero() && session.expires_at < before;
        Ok(self.state().remove_sessions(is_old))
    }

    async fn devices_of(&self, users: &[UserId]) -> StoreResult<Vec<DeviceSession>> {
        Ok(self.state().devices(|session| users.contains(&session.user_id)))
    }

    async fn devices_in(&self, channel_id: ChannelId) -> StoreResult<Vec<DeviceSession>> {
        let state = self.state();
        Ok(state.devices(|session| state.channel_members.contains_key(&(channel_id, session.user_id))))
    }

    async fn holders_of(&self, device_id: String) -> StoreResult<Vec<DeviceSession>> {
        Ok(self.state().devices(|session| session.device_id == device_id))
    }

    async fn park_device(&self, id: SessionId, device_id: String) -> StoreResult<()> {
        let mut state = self.state();
        if state.sessions.contains_key(&id) {
            state.removed_devices.insert(id, device_id);
        }
        Ok(())
    }
}

impl State {
    fn devices(&self, meant: impl Fn(&Session) -> bool) -> Vec<DeviceSession> {
        let device = |session: &Session| DeviceSession {
            session_id: session.id,
            user_id: session.user_id,
            device_id: session.device_id.clone(),
            attached_at: self.devices_attached.get(&session.id).copied().unwrap_or_default(),
            expires_at: session.expires_at,
            removed_device_id: self.removed_devices.get(&session.id).cloned().unwrap_or_default(),
            notifications_disabled: session.prop("device_notification_disabled") == Some("true"),
        };
        let with_device = self.sessions.values().filter(|session| !session.device_id.is_empty());
        with_device.filter(|session| meant(session)).map(device).collect()
    }

    pub(super) fn end_sessions(&mut self, which: SessionSelection, wipe: &Wipe, now: TimestampMs) -> Vec<EndedSession> {
        let meant = |session: &Session| match which {
            SessionSelection::One(id) => session.id == id,
            SessionSelection::AllOf(user_id) => session.user_id == user_id,
            SessionSelection::Others { user_id, except } => session.user_id == user_id && session.id != except,
            SessionSelection::Everybody => true,
        };
        let with_device = self.sessions.values().filter(|session| meant(session) && !session.device_id.is_empty());
        let wipes = with_device.filter_map(|session| Some(push(session, wipe.ack_id()?, PushKind::Wipe, now)));
        let wipes: Vec<NewPush> = wipes.collect();
        self.queue(wipes);
        self.remove_sessions(meant)
    }

    fn end_same_device(&mut self, user_id: UserId, device_id: &str, except: SessionId) -> Vec<EndedSession> {
        if device_id.is_empty() {
            return Vec::new();
        }
        self.remove_sessions(|session| {
            session.user_id == user_id && session.device_id == device_id && session.id != except
        })
    }

    pub(super) fn remove_sessions(&mut self, meant: impl Fn(&Session) -> bool) -> Vec<EndedSession> {
        let mut ended = Vec::new();
        self.sessions.retain(|_, session| {
            let stays = !meant(session);
            if !stays {
                let (id, user_id, token_hash) = (session.id, session.user_id, session.token_hash);
                ended.push(EndedSession { id, user_id, token_hash });
            }
            stays
        });
        ended
    }

    /// A user's sessions, most recently used first.
    fn sessions_by_use(&self, user_id: UserId) -> Vec<Session> {
        let own = self.sessions.values().filter(|session| session.user_id == user_id);
        let mut sessions: Vec<Session> = own.map(|session| self.shown(session)).collect();
        sessions.sort_by_key(|session| std::cmp::Reverse((session.last_activity_at, session.create_at)));
        sessions
    }

    fn shown(&self, session: &Session) -> Session {
        let mut shown = session.clone();
        if let Some(device) = self.removed_devices.get(&session.id) {
            shown.props.insert("last_removed_device_id".to_owned(), device.clone());
        }
        shown
    }
}

fn push(session: &Session, ack_id: AckId, kind: PushKind, now: TimestampMs) -> NewPush {
    NewPush {
        ack_id,
        user_id: session.user_id,
        session_id: session.id,
        device_id: session.device_id.clone(),
        kind,
        created_at: now,
    }
}
