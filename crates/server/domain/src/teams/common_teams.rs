use countersign_primitives::ChannelId;
use countersign_server_rules::{
    channel::ChannelKind,
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, teams::get_team::SeenTeam};

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
    let common = domain.common_teams(channel_id).await?;
    let mut list = Vec::new();
    for team in domain.store().teams_of(caller.user_id()).await? {
        if common.contains(&team.id) {
            list.push(SeenTeam::by(domain, caller, team).await?);
        }
    }
    Ok(list)
}
