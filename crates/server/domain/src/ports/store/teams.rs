use async_trait::async_trait;

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId};

use crate::{
    model::{Channel, ChannelMember, Team, TeamMember},
    ports::store::{Page, StoreResult},
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

    /// A page of teams that are not archived, ordered by display name; `open_invite_only` leaves out those that not
    /// everybody may join.
    async fn teams(&self, open_invite_only: bool, page: Page) -> StoreResult<Vec<Team>>;

    /// The teams a user is in, without archived ones, ordered by display name.
    async fn teams_of(&self, user_id: UserId) -> StoreResult<Vec<Team>>;

    /// A user's memberships of teams that are not archived.
    async fn team_memberships_of(&self, user_id: UserId) -> StoreResult<Vec<TeamMember>>;

    /// A membership, also a former one.
    async fn team_member(&self, team_id: TeamId, user_id: UserId) -> StoreResult<Option<TeamMember>>;

    /// A page of a team's active members, ordered by user id.
    async fn team_members(&self, team_id: TeamId, page: Page) -> StoreResult<Vec<TeamMember>>;

    /// Ids of all active members.
    async fn team_member_ids(&self, team_id: TeamId) -> StoreResult<Vec<UserId>>;

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
