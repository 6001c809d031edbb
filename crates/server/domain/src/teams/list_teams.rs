use countersign_primitives::UserId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target, check},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Team, TeamMember},
    ports::store::Page,
    teams::get_team::SeenTeam,
};

/// A page of the teams the caller may know of: for members those that everybody may join.
///
/// # Errors
/// 403 when the caller may know of none.
pub async fn list_teams(domain: &Domain, caller: &Caller, page: Page) -> Result<Vec<SeenTeam>> {
    let access = domain.access(caller);
    let may = |action| check(caller.user_id(), &access, action, Target::other()).is_ok();
    let all = may(Action::ListAllTeams);
    if !all && !may(Action::ListOpenTeams) {
        return Err(known::TEAM_GET_ALL_TEAMS_INSUFFICIENT_PERMISSIONS.into());
    }
    seen(domain, caller, domain.store().teams(!all, page).await?).await
}

/// How many teams the caller may know of.
///
/// # Errors
/// 403 when the caller may know of none.
pub async fn count_teams(domain: &Domain, caller: &Caller) -> Result<usize> {
    Ok(list_teams(domain, caller, Page { number: 0, size: u32::MAX }).await?.len())
}

/// The teams a user is in.
///
/// # Errors
/// 403 for somebody else's.
pub async fn my_teams(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<Vec<SeenTeam>> {
    domain.require(caller, Action::ListTeamsOfUser, Target::owned(caller.user_id() == user_id))?;
    seen(domain, caller, domain.store().teams_of(user_id).await?).await
}

/// A user's memberships.
///
/// # Errors
/// 403 for somebody else's.
pub async fn my_memberships(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<Vec<TeamMember>> {
    domain.require(caller, Action::ListTeamsOfUser, Target::owned(caller.user_id() == user_id))?;
    Ok(domain.store().team_memberships_of(user_id).await?)
}

async fn seen(domain: &Domain, caller: &Caller, teams: Vec<Team>) -> Result<Vec<SeenTeam>> {
    let mut list = Vec::with_capacity(teams.len());
    for team in teams {
        list.push(SeenTeam::by(domain, caller, team).await?);
    }
    Ok(list)
}
