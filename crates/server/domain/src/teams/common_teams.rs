use std::collections::HashSet;

use countersign_primitives::{ChannelId, TeamId};
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, ports::store::Page, teams::get_team::SeenTeam};

/// Group messages have at most eight members.
const MEMBERS: Page = Page { number: 0, size: 16 };

/// The teams that all members of a group message are in.
///
/// # Errors
/// 404 without such a channel, 403 where the caller may not see it, 400 for other channels.
pub async fn common_teams(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<Vec<SeenTeam>> {
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadChannel, Target::other()).await?;
    if channel.kind != ChannelKind::Group {
        return Err(known::CHANNEL_GET_COMMON_TEAMS_INCORRECT_CHANNEL_TYPE.into());
    }
    let common = common_team_ids(domain, channel_id).await?;
    let mut list = Vec::new();
    for team in domain.store().teams_of(caller.user_id()).await? {
        if common.contains(&team.id) {
            list.push(SeenTeam::by(domain, caller, team).await?);
        }
    }
    Ok(list)
}

/// The teams that all members of a conversation are in.
pub(crate) async fn common_team_ids(domain: &Domain, channel_id: ChannelId) -> Result<HashSet<TeamId>> {
    let mut common: Option<HashSet<TeamId>> = None;
    for member in domain.store().channel_members(channel_id, MEMBERS).await? {
        let of_member = domain.store().team_memberships_of(member.user_id).await?;
        let ids = of_member.into_iter().filter(crate::model::TeamMember::is_active).map(|member| member.team_id);
        let ids: HashSet<TeamId> = ids.collect();
        common = Some(common.map_or(ids.clone(), |common| &common & &ids));
    }
    Ok(common.unwrap_or_default())
}
