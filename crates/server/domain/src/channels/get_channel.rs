use countersign_primitives::{ChannelId, TeamId};
use countersign_server_rules::{
    error::{channel_not_found, known},
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, model::ChannelState};

/// A channel.
///
/// # Errors
/// 404 without such a channel, 403 when the caller may not see it.
pub async fn get_channel(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<ChannelState> {
    let found = domain.store().channel(channel_id).await?;
    let state = found.ok_or_else(|| channel_not_found(channel_id.as_str()))?;
    domain.require_in_channel(caller, &state.channel, Action::ReadChannel, Target::other()).await?;
    Ok(state)
}

/// A team's channel by its name.
///
/// # Errors
/// 404 without such a channel, and for one that the caller may not see.
pub async fn get_channel_by_name(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    name: &str,
    include_deleted: bool,
) -> Result<ChannelState> {
    let found = domain.store().channel_by_name(team_id, &name.to_lowercase(), include_deleted).await?;
    let state = found.ok_or(known::CHANNEL_GET_BY_NAME_MISSING)?;
    let seen = domain.require_in_channel(caller, &state.channel, Action::ReadChannel, Target::other()).await;
    match seen {
        Err(error) if error.refusal().is_some() => Err(known::CHANNEL_GET_BY_NAME_MISSING.into()),
        outcome => outcome.map(|()| state),
    }
}

/// A channel by the names of its team and itself.
///
/// # Errors
/// 404 without such a team or channel, and for one that the caller may not see.
pub async fn get_channel_by_names(
    domain: &Domain,
    caller: &Caller,
    team_name: &str,
    name: &str,
    include_deleted: bool,
) -> Result<ChannelState> {
    let team = domain.store().team_by_name(&team_name.to_lowercase()).await?;
    let team = team.ok_or(known::TEAM_GET_BY_NAME_MISSING)?;
    get_channel_by_name(domain, caller, team.id, name, include_deleted).await
}
