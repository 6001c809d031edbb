use countersign_primitives::{TeamId, TimestampMs};
use countersign_server_rules::{
    error::known,
    names::{TeamTexts, check_team},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind, TeamEvent},
    model::Team,
    ports::store::TeamChange,
    teams::get_team::SeenTeam,
};

/// Changes a team's texts and who may join. The name in addresses stays.
///
/// # Errors
/// 404 without such a team, 403 where the caller may not change it, 400 for texts that may not be.
pub async fn patch_team(domain: &Domain, caller: &Caller, team_id: TeamId, change: TeamChange) -> Result<SeenTeam> {
    let team = manageable(domain, caller, team_id).await?;
    let mut after = team;
    change.clone().apply(&mut after, domain.now());
    check_team(&TeamTexts {
        name: &after.name,
        display_name: &after.display_name,
        kind: if after.is_open { "O" } else { "I" },
        description: &after.description,
        company_name: &after.company_name,
        allowed_domains: &after.allowed_domains,
    })?;
    store_change(domain, caller, team_id, change, TeamEvent::Updated).await
}

/// Gives a team another secret for its invitation link; the old link stops working.
///
/// # Errors
/// 404 without such a team, 403 where the caller may not change it.
pub async fn renew_invite(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<SeenTeam> {
    manageable(domain, caller, team_id).await?;
    let invite_id = Some(TeamId::generate(domain.random().as_ref()).to_string());
    let change = TeamChange { invite_id, ..TeamChange::default() };
    store_change(domain, caller, team_id, change, TeamEvent::Updated).await
}

/// Archives a team.
///
/// # Errors
/// 404 without such a team, 403 where the caller may not.
pub async fn archive_team(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<()> {
    manageable(domain, caller, team_id).await?;
    let change = TeamChange { delete_at: Some(domain.now()), ..TeamChange::default() };
    store_change(domain, caller, team_id, change, TeamEvent::Deleted).await.map(|_| ())
}

/// Brings an archived team back.
///
/// # Errors
/// 404 without such a team, 403 where the caller may not.
pub async fn restore_team(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<SeenTeam> {
    manageable(domain, caller, team_id).await?;
    let change = TeamChange { delete_at: Some(TimestampMs::ZERO), ..TeamChange::default() };
    store_change(domain, caller, team_id, change, TeamEvent::Restored).await
}

async fn manageable(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<Team> {
    domain.require_in_team(caller, team_id, Action::ManageTeam, Target::other()).await?;
    Ok(domain.store().team(team_id).await?.ok_or(known::TEAM_GET_FIND)?)
}

async fn store_change(
    domain: &Domain,
    caller: &Caller,
    team_id: TeamId,
    change: TeamChange,
    how: TeamEvent,
) -> Result<SeenTeam> {
    let changed = domain.store().change_team(team_id, change, domain.now()).await?.ok_or(known::TEAM_GET_FIND)?;
    let team = Team { email: String::new(), invite_id: String::new(), ..changed.clone() };
    domain.say(EventKind::TeamChanged { team: Box::new(team), how }, Audience::team(team_id)).await;
    SeenTeam::by(domain, caller, changed).await
}
