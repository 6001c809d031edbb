use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};

use crate::{
    model::{Channel, ChannelMember, Team, TeamMember},
    ports::store::{Page, SchemeRoles, StoreResult},
};

/// A team to make, with what every team starts with.
#[derive(Clone, Debug)]
pub struct NewTeam {
    /// The team.
    pub team: Team,
    /// Its built-in channels.
    pub channels: Vec<Channel>,
    /// Its first member, with memberships of those channels; `None` when an administrator makes it for others.
    pub first_member: Option<(TeamMember, Vec<ChannelMember>)>,
}

/// Which of a team's active members, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamMemberFilter {
    /// Whether those whose account is deactivated are left out.
    pub active_accounts: bool,
    /// Whether they come by user name and not by user id.
    pub by_username: bool,
    /// Which part of the list.
    pub page: Page,
}

impl TeamMemberFilter {
    /// A page of all of them, by user id.
    pub fn all(page: Page) -> Self {
        Self { active_accounts: false, by_username: false, page }
    }
}

/// What of a team changes; `None` leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamChange {
    /// For people.
    pub display_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Company.
    pub company_name: Option<String>,
    /// Domains of addresses that may join.
    pub allowed_domains: Option<String>,
    /// Whether anybody may see it.
    pub is_open: Option<bool>,
    /// Whether anybody may join.
    pub allow_open_invite: Option<bool>,
    /// Secret of the invitation link.
    pub invite_id: Option<String>,
    /// When it was archived; 0 brings it back.
    pub delete_at: Option<TimestampMs>,
}

impl TeamChange {
    /// Makes the change. For stores, so that all of them understand it alike.
    pub fn apply(self, team: &mut Team, now: TimestampMs) {
        fn put<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        put(&mut team.display_name, self.display_name);
        put(&mut team.description, self.description);
        put(&mut team.company_name, self.company_name);
        put(&mut team.allowed_domains, self.allowed_domains);
        put(&mut team.is_open, self.is_open);
        put(&mut team.allow_open_invite, self.allow_open_invite);
        put(&mut team.invite_id, self.invite_id);
        put(&mut team.delete_at, self.delete_at);
        team.update_at = now;
    }
}

/// Which teams to list; archived ones never.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamSearch {
    /// Whether those that not everybody may join are left out.
    pub open_invite_only: bool,
    /// A part of name or display name, lower case; empty for all.
    pub term: String,
}

/// Another team has the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamNameTaken;

/// Teams and who is in them.
#[async_trait]
pub trait TeamStore {
    /// Makes a team, its channels and its first member.
    async fn create_team(&self, new: NewTeam) -> StoreResult<Result<(), TeamNameTaken>>;

    /// A team, archived or not.
    async fn team(&self, id: TeamId) -> StoreResult<Option<Team>>;

    /// A team by its name, archived or not.
    async fn team_by_name(&self, name: &str) -> StoreResult<Option<Team>>;

    /// A team by the secret of its invitation link, active ones only.
    async fn team_by_invite(&self, invite_id: &str) -> StoreResult<Option<Team>>;

    /// A page of teams that are not archived, ordered by display name.
    async fn teams(&self, search: TeamSearch, page: Page) -> StoreResult<Vec<Team>>;

    /// How many there are on all pages together.
    async fn count_teams(&self, search: TeamSearch) -> StoreResult<i64>;

    /// The teams a user is in, without archived ones, ordered by display name.
    async fn teams_of(&self, user_id: UserId) -> StoreResult<Vec<Team>>;

    /// A user's memberships of teams that are not archived.
    async fn team_memberships_of(&self, user_id: UserId) -> StoreResult<Vec<TeamMember>>;

    /// A membership, also a former one.
    async fn team_member(&self, team_id: TeamId, user_id: UserId) -> StoreResult<Option<TeamMember>>;

    /// A page of a team's active members.
    async fn team_members(&self, team_id: TeamId, filter: TeamMemberFilter) -> StoreResult<Vec<TeamMember>>;

    /// Ids of all active members.
    async fn team_member_ids(&self, team_id: TeamId) -> StoreResult<Vec<UserId>>;

    /// Changes a team and returns it; `None` when there is none.
    async fn change_team(&self, id: TeamId, change: TeamChange, now: TimestampMs) -> StoreResult<Option<Team>>;

    /// Gives an active member other roles and returns the membership; `None` when not a member.
    async fn set_team_roles(
        &self,
        team_id: TeamId,
        user_id: UserId,
        roles: SchemeRoles,
    ) -> StoreResult<Option<TeamMember>>;

    /// How many members a team has, and how many of them have an active account.
    async fn team_member_counts(&self, team_id: TeamId) -> StoreResult<(i64, i64)>;

    /// Adds a member (a former one again) with memberships of channels. Returns the channels that were joined, or
    /// `None` when the user is a member already.
    async fn join_team(&self, member: TeamMember, channels: Vec<ChannelMember>) -> StoreResult<Option<Vec<ChannelId>>>;

    /// Ends a membership and those of the team's channels. Returns the channels that were left, or `None` when the user
    /// is no member.
    async fn leave_team(
        &self,
        team_id: TeamId,
        user_id: UserId,
        now: TimestampMs,
    ) -> StoreResult<Option<Vec<ChannelId>>>;

    /// Says when a team's picture changed (0: it has none any more), and returns the team; `None` without such a team.
    async fn set_team_icon(
        &self,
        id: TeamId,
        last_icon_update: TimestampMs,
        now: TimestampMs,
    ) -> StoreResult<Option<Team>>;
}
