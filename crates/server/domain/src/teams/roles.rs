use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    ports::{bus::Change, store::SchemeRoles},
};

/// Gives a member other roles in a team.
///
/// # Errors
/// 404 without such a member, 403 where the caller may not.
pub async fn set_team_roles(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    user_id: UserId,
    roles: SchemeRoles,
) -> Result<()> {
    domain.require_in_team(caller, team_id, Action::SetTeamRoles, Target::other()).await?;
    let changed = domain.store().set_team_roles(team_id, user_id, roles).await?;
    let changed = changed.ok_or(known::TEAM_GET_MEMBER_MISSING)?;
    domain.changed(Change::TeamMember(team_id, user_id));
    domain.say(EventKind::TeamRolesChanged(Box::new(changed)), Audience::user(user_id)).await;
    Ok(())
}
