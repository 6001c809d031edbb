use countersign_primitives::{TeamId, TimestampMs, UserId};
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{ChannelMember, ChannelState},
    ports::store::{ChannelFilter, Page},
};

/// A user's channels of a team (of all teams without one), and all direct and group channels. With `deleted_since` also
/// channels that were archived since.
///
/// # Errors
/// 403 for somebody else's, and in a team that the caller may not see.
pub async fn my_channels(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: Option<TeamId>,
    deleted_since: Option<TimestampMs>,
) -> Result<Vec<ChannelState>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    if let Some(team_id) = team_id {
        domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    }
    Ok(domain.store().channels_of(user_id, ChannelFilter { team_id, deleted_since }).await?)
}

/// A user's memberships of the same channels.
///
/// # Errors
/// 403 for somebody else's, and in a team that the caller may not see.
pub async fn my_members(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
) -> Result<Vec<ChannelMember>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    Ok(domain.store().channel_members_of(user_id, team_id).await?)
}

/// A page of a team's public channels.
///
/// # Errors
/// 403 when the caller may not list them.
pub async fn public_channels(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    page: Page,
) -> Result<Vec<ChannelState>> {
    domain.require_in_team(caller, team_id, Action::ListTeamChannels, Target::other()).await?;
    Ok(domain.store().public_channels(team_id, page).await?)
}
