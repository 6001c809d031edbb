use countersign_primitives::{TeamId, TimestampMs};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind, TeamEvent},
    teams::get_team,
};

/// When a team's picture was uploaded.
///
/// # Errors
/// 404 without such a team and without a picture, 403 when the caller may not see the team.
pub async fn team_icon(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<TimestampMs> {
    let at = get_team(domain, caller, team_id).await?.team.last_icon_update;
    if at.is_zero() { Err(known::TEAM_GET_TEAM_ICON_READ_FILE.into()) } else { Ok(at) }
}

/// Whether the caller may change a team's picture. To be asked before its bytes are stored.
///
/// # Errors
/// 403 for who does not manage the team, 404 without such a team.
pub async fn check_team_icon(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<()> {
    domain.require_in_team(caller, team_id, Action::ManageTeam, Target::other()).await?;
    domain.store().team(team_id).await?.ok_or(known::TEAM_GET_FIND)?;
    Ok(())
}

/// A picture was stored (`is_there`), or is no longer to be shown. Tells the team.
///
/// # Errors
/// Those of [`check_team_icon`].
pub async fn team_icon_changed(domain: &Domain, caller: &Caller, team_id: TeamId, is_there: bool) -> Result<()> {
    check_team_icon(domain, caller, team_id).await?;
    let now = domain.now();
    let last_icon_update = if is_there { now } else { TimestampMs::ZERO };
    let team = domain.store().set_team_icon(team_id, last_icon_update, now).await?.ok_or(known::TEAM_GET_FIND)?;
    let changed = EventKind::TeamChanged { team: Box::new(team), how: TeamEvent::Updated };
    domain.say(changed, Audience::team(team_id)).await;
    Ok(())
}
