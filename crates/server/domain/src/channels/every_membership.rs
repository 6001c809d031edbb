use std::collections::HashMap;

use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{ChannelMember, Team},
    ports::store::ChannelFilter,
};

/// A membership of a channel, with the channel's team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipInTeam {
    /// The membership.
    pub member: ChannelMember,
    /// The channel's team; none in direct and group messages.
    pub team: Option<Team>,
}

/// All of a user's memberships of channels that are not archived, in all teams, ordered by channel.
///
/// # Errors
/// 403 for somebody else's.
pub async fn every_membership(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<Vec<MembershipInTeam>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let teams = domain.store().teams_of(user_id).await?;
    let teams: HashMap<TeamId, Team> = teams.into_iter().map(|team| (team.id, team)).collect();
    let mut members: HashMap<ChannelId, ChannelMember> = HashMap::new();
    for &team_id in teams.keys() {
        let here = domain.store().channel_members_of(user_id, team_id).await?;
        members.extend(here.into_iter().map(|member| (member.channel_id, member)));
    }
    let everywhere = ChannelFilter { team_id: None, deleted_since: None };
    let mut channels = domain.store().channels_of(user_id, everywhere).await?;
    channels.sort_by_key(|state| state.channel.id);
    let mut found = Vec::with_capacity(channels.len());
    for state in channels {
        let id = state.channel.id;
        // Who is in no team has conversations all the same.
        let member = match members.remove(&id) {
            Some(member) => Some(member),
            None => domain.store().channel_member(id, user_id).await?,
        };
        let team = state.channel.team_id.and_then(|team_id| teams.get(&team_id).cloned());
        found.extend(member.map(|member| MembershipInTeam { member, team }));
    }
    Ok(found)
}
