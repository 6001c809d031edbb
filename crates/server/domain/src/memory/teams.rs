use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};

use crate::{
    memory::{MemoryStore, State, paged},
    model::{ChannelMember, ChannelState, ChannelTotals, Team, TeamMember, User},
    ports::store::{
        NewTeam, Page, SchemeRoles, StoreResult, TeamChange, TeamMemberFilter, TeamNameTaken, TeamSearch, TeamStore,
    },
};

#[async_trait]
impl TeamStore for MemoryStore {
    async fn create_team(&self, new: NewTeam) -> StoreResult<Result<(), TeamNameTaken>> {
        let mut state = self.state();
        if state.teams.values().any(|team| team.name == new.team.name) {
            return Ok(Err(TeamNameTaken));
        }
        state.teams.insert(new.team.id, new.team);
        for channel in new.channels {
            let totals = ChannelTotals::default();
            state.channels.insert(channel.id, ChannelState { channel, totals });
        }
        if let Some((member, of_channels)) = new.first_member {
            state.join_team(&member, &of_channels);
        }
        Ok(Ok(()))
    }

    async fn team(&self, id: TeamId) -> StoreResult<Option<Team>> {
        Ok(self.state().teams.get(&id).cloned())
    }

    async fn team_by_name(&self, name: &str) -> StoreResult<Option<Team>> {
        Ok(self.state().teams.values().find(|team| team.name == name).cloned())
    }

    async fn team_by_invite(&self, invite_id: &str) -> StoreResult<Option<Team>> {
        let state = self.state();
        Ok(state.teams.values().find(|team| team.invite_id == invite_id && team.delete_at.is_zero()).cloned())
    }

    async fn teams(&self, search: TeamSearch, page: Page) -> StoreResult<Vec<Team>> {
        let state = self.state();
        Ok(paged(by_display_name(state.teams.values().filter(|team| is_wanted(team, &search))), page))
    }

    async fn count_teams(&self, search: TeamSearch) -> StoreResult<i64> {
        let count = self.state().teams.values().filter(|team| is_wanted(team, &search)).count();
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    async fn teams_of(&self, user_id: UserId) -> StoreResult<Vec<Team>> {
        let state = self.state();
        let memberships = state.memberships(user_id);
        Ok(by_display_name(memberships.iter().filter_map(|member| state.teams.get(&member.team_id))))
    }

    async fn team_memberships_of(&self, user_id: UserId) -> StoreResult<Vec<TeamMember>> {
        Ok(self.state().memberships(user_id))
    }

    async fn team_member(&self, team_id: TeamId, user_id: UserId) -> StoreResult<Option<TeamMember>> {
        Ok(self.state().team_members.get(&(team_id, user_id)).cloned())
    }

    async fn team_members(&self, team_id: TeamId, filter: TeamMemberFilter) -> StoreResult<Vec<TeamMember>> {
        let state = self.state();
        let mut members: Vec<TeamMember> = state.active_members(team_id).cloned().collect();
        members
            .retain(|member| !filter.active_accounts || state.users.get(&member.user_id).is_some_and(User::is_active));
        if filter.by_username {
            members.sort_by_key(|member| state.users.get(&member.user_id).map(|user| user.username.clone()));
        }
        Ok(paged(members, filter.page))
    }

    async fn team_member_ids(&self, team_id: TeamId) -> StoreResult<Vec<UserId>> {
        Ok(self.state().active_members(team_id).map(|member| member.user_id).collect())
    }

    async fn join_team(&self, member: TeamMember, channels: Vec<ChannelMember>) -> StoreResult<Option<Vec<ChannelId>>> {
        Ok(self.state().join_team(&member, &channels))
    }

    async fn change_team(&self, id: TeamId, change: TeamChange, now: TimestampMs) -> StoreResult<Option<Team>> {
        let mut state = self.state();
        let Some(team) = state.teams.get_mut(&id) else { return Ok(None) };
        change.apply(team, now);
        Ok(Some(team.clone()))
    }

    async fn set_team_roles(
        &self,
        team_id: TeamId,
        user_id: UserId,
        roles: SchemeRoles,
    ) -> StoreResult<Option<TeamMember>> {
        let mut state = self.state();
        let member = state.team_members.get_mut(&(team_id, user_id)).filter(|member| member.is_active());
        let Some(member) = member else { return Ok(None) };
        (member.scheme_guest, member.scheme_user, member.scheme_admin) = (roles.guest, roles.user, roles.admin);
        Ok(Some(member.clone()))
    }

    async fn team_member_counts(&self, team_id: TeamId) -> StoreResult<(i64, i64)> {
        let state = self.state();
        let active = |member: &TeamMember| state.users.get(&member.user_id).is_some_and(crate::model::User::is_active);
        let count = |(all, alive), member: &TeamMember| (all + 1, alive + i64::from(active(member)));
        Ok(state.active_members(team_id).fold((0, 0), count))
    }

    async fn leave_team(
        &self,
        team_id: TeamId,
        user_id: UserId,
        now: TimestampMs,
    ) -> StoreResult<Option<Vec<ChannelId>>> {
        let mut state = self.state();
        match state.team_members.get_mut(&(team_id, user_id)) {
            Some(member) if member.is_active() => {
                member.delete_at = now;
                member.scheme_admin = false;
            }
            _ => return Ok(None),
        }
        let own = state.channel_members.keys().filter(|(_, user)| *user == user_id).map(|&(channel_id, _)| channel_id);
        let left: Vec<ChannelId> = own.filter(|&channel_id| state.is_of_team(channel_id, team_id)).collect();
        for &channel_id in &left {
            state.channel_members.remove(&(channel_id, user_id));
            state.forget_follows(channel_id, user_id);
        }
        Ok(Some(left))
    }

    async fn set_team_icon(
        &self,
        id: TeamId,
        last_icon_update: TimestampMs,
        now: TimestampMs,
    ) -> StoreResult<Option<Team>> {
        let mut state = self.state();
        let Some(team) = state.teams.get_mut(&id) else { return Ok(None) };
        (team.last_icon_update, team.update_at) = (last_icon_update, now);
        Ok(Some(team.clone()))
    }
}

impl State {
    fn join_team(&mut self, member: &TeamMember, of_channels: &[ChannelMember]) -> Option<Vec<ChannelId>> {
        let key = (member.team_id, member.user_id);
        if self.team_members.get(&key).is_some_and(TeamMember::is_active) {
            return None;
        }
        self.team_members.insert(key, member.clone());
        let mut joined = Vec::new();
        for of_channel in of_channels {
            if self.join_channel(of_channel).1 {
                joined.push(of_channel.channel_id);
            }
        }
        Some(joined)
    }

    pub(super) fn memberships(&self, user_id: UserId) -> Vec<TeamMember> {
        let own = self.team_members.values().filter(|member| member.user_id == user_id && member.is_active());
        let of_active =
            |member: &&TeamMember| self.teams.get(&member.team_id).is_some_and(|team| team.delete_at.is_zero());
        own.filter(of_active).cloned().collect()
    }

    fn is_of_team(&self, channel_id: ChannelId, team_id: TeamId) -> bool {
        self.channels.get(&channel_id).is_some_and(|found| found.channel.team_id == Some(team_id))
    }

    fn active_members(&self, team_id: TeamId) -> impl Iterator<Item = &TeamMember> {
        self.team_members.values().filter(move |member| member.team_id == team_id && member.is_active())
    }
}

fn by_display_name<'a>(teams: impl Iterator<Item = &'a Team>) -> Vec<Team> {
    let mut teams: Vec<Team> = teams.cloned().collect();
    teams.sort_by(|a, b| (&a.display_name, a.id).cmp(&(&b.display_name, b.id)));
    teams
}

fn is_wanted(team: &Team, search: &TeamSearch) -> bool {
    let texts = [&team.name, &team.display_name];
    team.delete_at.is_zero()
        && (team.allow_open_invite || !search.open_invite_only)
        && texts.iter().any(|text| text.to_lowercase().contains(&search.term))
}
