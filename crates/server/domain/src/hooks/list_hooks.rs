use countersign_primitives::TeamId;
use countersign_server_rules::permissions::{Action, Target, check};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    hooks::create_hook::check_enabled,
    model::IncomingHook,
    ports::store::{HookFilter, Page},
};

/// Which hooks to list.
#[derive(Clone, Copy, Debug)]
pub struct ListHooks {
    /// Of this team; `None` for all.
    pub team_id: Option<TeamId>,
    /// Which part.
    pub page: Page,
    /// Whether they are counted.
    pub with_total: bool,
}

/// Hooks in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedHooks {
    /// The page.
    pub hooks: Vec<IncomingHook>,
    /// How many there are in all, where that was asked.
    pub total: Option<u64>,
}

/// A page of hooks: of everybody, or the caller's own for who may manage no others.
///
/// # Errors
/// 501 where the server has none, 403 without the right.
pub async fn list_hooks(domain: &Domain, caller: &Caller, list: ListHooks) -> Result<ListedHooks> {
    check_enabled(domain)?;
    let access = match list.team_id {
        Some(team_id) => domain.access_in_team(caller, team_id).await?,
        None => domain.access(caller),
    };
    let require = |target| check(caller.user_id(), &access, Action::ManageIncomingWebhooks, target);
    require(Target::own())?;
    let sees_all = require(Target::other()).is_ok();
    let user_id = (!sees_all).then(|| caller.user_id());
    let filter = HookFilter { team_id: list.team_id, user_id };
    let hooks = domain.store().hooks(filter, list.page).await?;
    let total = if list.with_total { Some(domain.store().count_hooks(filter).await?) } else { None };
    Ok(ListedHooks { hooks, total })
}
