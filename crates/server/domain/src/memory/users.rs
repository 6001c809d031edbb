use std::collections::HashSet;

use async_trait::async_trait;

use countersign_primitives::{Secret, TimestampMs, UserId};
use countersign_server_rules::status::{PresenceRecord, StatusKind};

use crate::{
    memory::{MemoryStore, State, paged},
    model::{Credentials, EndedSession, TeamMember, User},
    ports::store::{
        NameTaken, NewUser, ProfileChange, SessionSelection, StoreResult, UserFilter, UserOrder, UserStore, Wipe,
    },
};

#[async_trait]
impl UserStore for MemoryStore {
    async fn create_user(&self, new: NewUser) -> StoreResult<Result<User, NameTaken>> {
        let mut state = self.state();
        let mut user = new.user;
        if let Some(taken) = state.taken(&user) {
            return Ok(Err(taken));
        }
        if state.users.is_empty() {
            user.roles = new.first_user_roles;
        }
        let credentials = Credentials { user_id: user.id, password_hash: new.password_hash, failed_attempts: 0 };
        state.credentials.insert(user.id, credentials);
        state.users.insert(user.id, user.clone());
        state.put_preferences(new.preferences);
        Ok(Ok(user))
    }

    async fn user(&self, id: UserId) -> StoreResult<Option<User>> {
        Ok(self.state().account(id))
    }

    async fn users_by_ids(&self, ids: &[UserId]) -> StoreResult<Vec<User>> {
        let state = self.state();
        Ok(state.users.keys().filter(|id| ids.contains(id)).filter_map(|&id| state.account(id)).collect())
    }

    async fn users_by_names(&self, usernames: &[String]) -> StoreResult<Vec<User>> {
        let state = self.state();
        let found = state.users.values().filter(|user| usernames.contains(&user.username));
        Ok(found.filter_map(|user| state.account(user.id)).collect())
    }

    async fn user_by_login(&self, login: &str) -> StoreResult<Option<User>> {
        let state = self.state();
        let by_name = state.users.values().find(|user| user.username == login);
        let found = by_name.or_else(|| state.users.values().find(|user| user.email == login));
        Ok(found.and_then(|user| state.account(user.id)))
    }

    async fn users(&self, filter: UserFilter) -> StoreResult<Vec<User>> {
        let state = self.state();
        let mut found: Vec<User> = state
            .users
            .keys()
            .filter_map(|&id| state.account(id))
            .filter(|user| state.matches(user, &filter))
            .collect();
        found.sort_by(|a, b| a.username.cmp(&b.username));
        found.sort_by_key(|user| state.place(user, &filter));
        Ok(paged(found, filter.page))
    }

    async fn count_users(&self, filter: UserFilter) -> StoreResult<i64> {
        let state = self.state();
        let count = state.users.values().filter(|user| state.matches(user, &filter)).count();
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    async fn known_users(&self, user_id: UserId) -> StoreResult<Vec<UserId>> {
        let state = self.state();
        let shared = |channel_id| state.channel_members.contains_key(&(channel_id, user_id));
        let known = state.channel_members.keys().filter(|(channel_id, _)| shared(*channel_id)).map(|(_, id)| *id);
        Ok(known.filter(|id| *id != user_id).collect::<HashSet<_>>().into_iter().collect())
    }

    async fn has_users(&self) -> StoreResult<bool> {
        Ok(!self.state().users.is_empty())
    }

    async fn credentials(&self, id: UserId) -> StoreResult<Option<Credentials>> {
        Ok(self.state().credentials.get(&id).cloned())
    }

    async fn count_failed_attempt(&self, id: UserId) -> StoreResult<i64> {
        let mut state = self.state();
        let Some(credentials) = state.credentials.get_mut(&id) else { return Ok(0) };
        credentials.failed_attempts += 1;
        Ok(credentials.failed_attempts)
    }

    async fn reset_failed_attempts(&self, id: UserId) -> StoreResult<()> {
        if let Some(credentials) = self.state().credentials.get_mut(&id) {
            credentials.failed_attempts = 0;
        }
        Ok(())
    }

    async fn set_password(
        &self,
        id: UserId,
        password_hash: Secret<String>,
        changed_at: Option<TimestampMs>,
    ) -> StoreResult<()> {
        let mut state = self.state();
        if let Some(credentials) = state.credentials.get_mut(&id) {
            credentials.password_hash = password_hash;
            credentials.failed_attempts = 0;
        }
        if let (Some(user), Some(time)) = (state.users.get_mut(&id), changed_at) {
            user.last_password_update = time;
            user.update_at = time;
        }
        Ok(())
    }

    async fn update_user(
        &self,
        id: UserId,
        change: ProfileChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<User, NameTaken>>> {
        let mut state = self.state();
        let Some(mut user) = state.account(id) else { return Ok(None) };
        change.apply(&mut user, now);
        if let Some(taken) = state.taken(&user) {
            return Ok(Some(Err(taken)));
        }
        state.users.insert(id, user.clone());
        Ok(Some(Ok(user)))
    }

    async fn activate_user(&self, id: UserId, now: TimestampMs) -> StoreResult<Option<User>> {
        Ok(self.state().set_deleted(id, TimestampMs::ZERO, now))
    }

    async fn deactivate_user(
        &self,
        id: UserId,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Option<(User, Vec<EndedSession>)>> {
        let mut state = self.state();
        let Some(user) = state.set_deleted(id, now, now) else { return Ok(None) };
        let ended = state.end_sessions(SessionSelection::AllOf(id), &wipe, now);
        state.statuses.insert(id, PresenceRecord::default());
        Ok(Some((user, ended)))
    }
}

impl State {
    /// An account with what is counted beside it.
    fn account(&self, id: UserId) -> Option<User> {
        let mut user = self.users.get(&id)?.clone();
        user.failed_attempts = self.credentials.get(&id).map_or(0, |credentials| credentials.failed_attempts);
        Some(user)
    }

    fn taken(&self, user: &User) -> Option<NameTaken> {
        let others = || self.users.values().filter(|other| other.id != user.id);
        if others().any(|other| other.username == user.username) {
            return Some(NameTaken::Username);
        }
        others().any(|other| other.email == user.email).then_some(NameTaken::Email)
    }

    fn set_deleted(&mut self, id: UserId, delete_at: TimestampMs, now: TimestampMs) -> Option<User> {
        let user = self.users.get_mut(&id)?;
        user.delete_at = delete_at;
        user.update_at = now;
        self.account(id)
    }

    /// Where an account stands in the order: those with smaller numbers first.
    fn place(&self, user: &User, filter: &UserFilter) -> i64 {
        let presence = || self.statuses.get(&user.id).map(|record| &record.presence);
        match filter.order {
            UserOrder::Name => 0,
            UserOrder::Newest => -user.create_at.0,
            UserOrder::Active => -presence().map_or(0, |presence| presence.last_activity_at.0),
            UserOrder::Presence => match presence().map(|presence| presence.status) {
                Some(StatusKind::Online) => 0,
                Some(StatusKind::Away) => 1,
                Some(StatusKind::Dnd) => 2,
                _ => 3,
            },
            UserOrder::Administrators => {
                let member = filter.scope.in_channel.and_then(|id| self.channel_members.get(&(id, user.id)));
                i64::from(!member.is_some_and(|member| member.scheme_admin))
            }
        }
    }

    fn matches(&self, user: &User, filter: &UserFilter) -> bool {
        let scope = &filter.scope;
        let in_team = |team| self.team_members.get(&(team, user.id)).is_some_and(TeamMember::is_active);
        let in_channel = |channel| self.channel_members.contains_key(&(channel, user.id));
        let in_any_team = || self.team_members.values().any(|member| member.user_id == user.id && member.is_active());
        scope.in_team.is_none_or(in_team)
            && !scope.not_in_team.is_some_and(in_team)
            && scope.in_channel.is_none_or(in_channel)
            && !scope.not_in_channel.is_some_and(in_channel)
            && !(scope.without_team && in_any_team())
            && filter.active.is_none_or(|active| user.is_active() == active)
            && (filter.roles.is_empty() || filter.roles.iter().any(|role| user.has_role(role)))
            && !(filter.without_bots && user.bot.is_some())
            && filter.prefixes.iter().all(|prefix| begins(user, prefix, filter))
    }
}

fn begins(user: &User, prefix: &str, filter: &UserFilter) -> bool {
    let full_name = [&user.first_name, &user.last_name].into_iter().filter(|_| filter.search_full_names);
    let email = filter.search_emails.then_some(&user.email);
    [&user.username, &user.nickname]
        .into_iter()
        .chain(full_name)
        .chain(email)
        .any(|name| name.to_lowercase().starts_with(prefix))
}
