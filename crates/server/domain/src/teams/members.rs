use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, model::TeamMember, ports::store::TeamMemberFilter};

/// A membership, also a former one.
///
/// # Errors
/// 403 when the caller may not see the team, 404 without such a member.
pub async fn get_member(domain: &Domain, caller: &Caller, team_id: TeamId, user_id: UserId) -> Result<TeamMember> {
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    Ok(domain.store().team_member(team_id, user_id).await?.ok_or(known::TEAM_GET_MEMBER_MISSING)?)
}

/// A page of a team's members.
///
/// # Errors
/// 403 when the caller may not see the team.
pub async fn list_members(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    filter: TeamMemberFilter,
) -> Result<Vec<TeamMember>> {
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    Ok(domain.store().team_members(team_id, filter).await?)
}

/// Those of the users who are members now; a user twice is there twice.
///
/// # Errors
/// 403 when the caller may not see the team.
pub async fn members_by_ids(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    users: &[UserId],
) -> Result<Vec<TeamMember>> {
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    let mut found = Vec::new();
    for &user_id in users {
        found.extend(domain.store().team_member(team_id, user_id).await?.filter(TeamMember::is_active));
    }
    Ok(found)
}

/// How many members a team has, and how many of them have an active account.
///
/// # Errors
/// 403 when the caller may not see the team.
pub async fn count_members(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<(i64, i64)> {
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    Ok(domain.store().team_member_counts(team_id).await?)
}
