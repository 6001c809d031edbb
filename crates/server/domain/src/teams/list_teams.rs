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
    ports::store::{Page, TeamSearch},
    teams::get_team::SeenTeam,
};

/// A page of the teams the caller may know of: for members those that everybody may join.
///
/// # Errors
/// 403 when the caller may know of none.
pub async fn list_teams(domain: &Domain, caller: &Caller, page: Page) -> Result<Vec<SeenTeam>> {
    let search = TeamSearch { open_invite_only: open_only(domain, caller)?, term: String::new() };
    seen(domain, caller, domain.store().teams(search, page).await?).await
}

/// How many teams the caller may know of.
///
/// # Errors
/// 403 when the caller may know of none.
pub async fn count_teams(domain: &Domain, caller: &Caller) -> Result<i64> {
    let search = TeamSearch { open_invite_only: open_only(domain, caller)?, term: String::new() };
    Ok(domain.store().count_teams(search).await?)
}

/// Teams that were found.
#[derive(Clone, Debug)]
pub struct FoundTeams {
    /// One page of them, or the first hundred.
    pub teams: Vec<SeenTeam>,
    /// How many there are on all pages together; `None` when no page was asked for.
    pub total: Option<i64>,
}

/// Teams with a term in their name, of those that the caller may know of. Only who may know of all may turn pages.
///
/// # Errors
/// 501 for a page where the caller may not turn any.
pub async fn search_teams(domain: &Domain, caller: &Caller, term: &str, page: Option<Page>) -> Result<FoundTeams> {
    const MOST: Page = Page { number: 0, size: 100 };
    let Ok(open_invite_only) = open_only(domain, caller) else {
        return Ok(FoundTeams { teams: Vec::new(), total: None });
    };
    if open_invite_only && page.is_some() {
        return Err(known::TEAM_SEARCH_TEAMS_PAGINATION_NOT_IMPLEMENTED_PUBLIC_TEAM_SEARCH.into());
    }
    let search = TeamSearch { open_invite_only, term: term.trim().to_lowercase() };
    let found = domain.store().teams(search.clone(), page.unwrap_or(MOST)).await?;
    let total = if page.is_some() { Some(domain.store().count_teams(search).await?) } else { None };
    Ok(FoundTeams { teams: seen(domain, caller, found).await?, total })
}

/// Whether the caller may only know of teams that everybody may join.
fn open_only(domain: &Domain, caller: &Caller) -> Result<bool> {
    let access = domain.access(caller);
    let may = |action| check(caller.user_id(), &access, action, Target::other()).is_ok();
    match (may(Action::ListAllTeams), may(Action::ListOpenTeams)) {
        (true, _) => Ok(false),
        (false, true) => Ok(true),
        (false, false) => Err(known::TEAM_GET_ALL_TEAMS_INSUFFICIENT_PERMISSIONS.into()),
    }
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
