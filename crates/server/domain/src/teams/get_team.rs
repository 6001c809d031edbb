use countersign_primitives::TeamId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target, check},
};

use crate::{caller::Caller, domain::Domain, error::Result, model::Team};

/// A team as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenTeam {
    /// The team; its contact and the secret of its invitation link are empty where the viewer may not look.
    pub team: Team,
}

impl SeenTeam {
    /// A team as the caller sees it.
    pub(super) async fn by(domain: &Domain, caller: &Caller, mut team: Team) -> Result<Self> {
        let access = domain.access_in_team(caller, team.id).await?;
        let may = |action| check(caller.user_id(), &access, action, Target::other()).is_ok();
        if !may(Action::ManageTeam) {
            team.email.clear();
        }
        if !may(Action::ReadTeamInvite) {
            team.invite_id.clear();
        }
        Ok(Self { team })
    }
}

/// A team.
///
/// # Errors
/// 404 without such a team, 403 when the caller may not see it.
pub async fn get_team(domain: &Domain, caller: &Caller, team_id: TeamId) -> Result<SeenTeam> {
    let team = domain.store().team(team_id).await?.ok_or(known::TEAM_GET_FIND)?;
    require_view(domain, caller, &team).await?;
    SeenTeam::by(domain, caller, team).await
}

/// A team by its name.
///
/// # Errors
/// 404 without such a team, 403 when the caller may not see it.
pub async fn get_team_by_name(domain: &Domain, caller: &Caller, name: &str) -> Result<SeenTeam> {
    let found = domain.store().team_by_name(&name.to_lowercase()).await?;
    let team = found.ok_or(known::TEAM_GET_BY_NAME_MISSING)?;
    require_view(domain, caller, &team).await?;
    SeenTeam::by(domain, caller, team).await
}

async fn require_view(domain: &Domain, caller: &Caller, team: &Team) -> Result<()> {
    let target = Target { open_team: team.allow_open_invite, ..Target::other() };
    domain.require_in_team(caller, team.id, Action::ViewTeam, target).await
}
