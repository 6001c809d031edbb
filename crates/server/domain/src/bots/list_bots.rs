use countersign_server_rules::permissions::{Action, Target};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::User,
    ports::store::{BotFilter, Page},
};

/// Which bots to list.
#[derive(Clone, Copy, Debug)]
pub struct ListBots {
    /// Those that are switched off, too.
    pub include_deleted: bool,
    /// Only those whose owner is deactivated.
    pub only_orphaned: bool,
    /// Which part.
    pub page: Page,
}

/// A page of bots: all of them, or the caller's own for who may see no others.
///
/// # Errors
/// 403 for who may see none.
pub async fn list_bots(domain: &Domain, caller: &Caller, list: ListBots) -> Result<Vec<User>> {
    let sees_all = domain.require(caller, Action::ReadBot, Target::other()).is_ok();
    if !sees_all {
        domain.require(caller, Action::ReadBot, Target::own())?;
    }
    let owner_id = (!sees_all).then(|| caller.user_id());
    let filter = BotFilter { owner_id, include_deleted: list.include_deleted, only_orphaned: list.only_orphaned };
    Ok(domain.store().bots(filter, list.page).await?)
}
