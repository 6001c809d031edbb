use countersign_server_rules::permissions::{Action, Target};

use crate::{
    accounts::seen,
    caller::Caller,
    domain::Domain,
    error::Result,
    model::SeenUser,
    ports::store::{Page, UserFilter, UserOrder, UserScope},
};

/// Which accounts to list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Among whom.
    pub scope: UserScope,
    /// `Some(true)`: active only; `Some(false)`: deactivated only.
    pub active: Option<bool>,
    /// With one of these system roles only; empty for everybody.
    pub roles: Vec<String>,
    /// In which order.
    pub order: UserOrder,
    /// Which part.
    pub page: Page,
}

/// A page of accounts.
///
/// # Errors
/// 403 when the caller may not look into the team or channel.
pub async fn list_users(domain: &Domain, caller: &Caller, query: ListQuery) -> Result<Vec<SeenUser>> {
    check_scope(domain, caller, &query.scope).await?;
    let ListQuery { scope, active, roles, order, page } = query;
    let filter = UserFilter { active, roles, order, ..UserFilter::of(scope, page) };
    Ok(seen::many(domain, caller, domain.store().users(filter).await?))
}

/// Whether the caller may know who is in a team and in a channel.
pub(super) async fn check_scope(domain: &Domain, caller: &Caller, scope: &UserScope) -> Result<()> {
    for team_id in [scope.in_team, scope.not_in_team].into_iter().flatten() {
        domain.require_in_team(caller, team_id, Action::ListUsersOfTeam, Target::other()).await?;
    }
    for channel_id in [scope.in_channel, scope.not_in_channel].into_iter().flatten() {
        let channel = domain.channel(channel_id).await?;
        domain.require_in_channel(caller, &channel, Action::ListUsersOfChannel, Target::other()).await?;
    }
    if scope.without_team {
        domain.require(caller, Action::ListUsersWithoutTeam, Target::other())?;
    }
    if *scope == UserScope::default() {
        domain.require(caller, Action::ViewUser, Target::other())?;
    }
    Ok(())
}
