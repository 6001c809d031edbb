use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller, channels::sidebar::arrangement::Arrangement, domain::Domain, error::Result, model::SidebarCategory,
};

/// Somebody's sidebar in a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sidebar {
    /// The categories, in order.
    pub categories: Vec<SidebarCategory>,
}

/// Somebody's sidebar in a team: every channel the user is in stands in one category.
///
/// # Errors
/// 403 for somebody else's, and in a team that the caller may not see.
pub async fn get_sidebar(domain: &Domain, caller: &Caller, user_id: UserId, team_id: TeamId) -> Result<Sidebar> {
    require(domain, caller, user_id, team_id).await?;
    Ok(Sidebar { categories: Arrangement::read(domain, user_id, team_id).await?.filled() })
}

/// One category.
///
/// # Errors
/// 403 for somebody else's, and when the user has none of this id.
pub async fn get_category(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    id: &str,
) -> Result<SidebarCategory> {
    let sidebar = get_sidebar(domain, caller, user_id, team_id).await?;
    let found = sidebar.categories.into_iter().find(|category| category.id == id);
    Ok(found.ok_or(known::CONTEXT_PERMISSIONS)?)
}

/// Whether the caller may look at a sidebar, or change it.
pub(super) async fn require(domain: &Domain, caller: &Caller, user_id: UserId, team_id: TeamId) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await
}
