use std::sync::Arc;

use countersign_primitives::UserId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Bot, User},
};

/// A bot; one that is switched off only when asked for.
///
/// # Errors
/// 404 when there is none, also for callers who may not see it.
pub async fn get_bot(domain: &Domain, caller: &Caller, bot_id: UserId, include_deleted: bool) -> Result<Arc<User>> {
    let user = find(domain, bot_id).await?;
    if !may(domain, caller, &user, Action::ReadBot) || !(include_deleted || user.is_active()) {
        return Err(known::BOT_GET_MISSING.into());
    }
    Ok(user)
}

/// A bot that the caller may change.
///
/// # Errors
/// 404 when there is none, also for callers who may not see it; 403 when they may only see it.
pub(crate) async fn manageable(domain: &Domain, caller: &Caller, bot_id: UserId) -> Result<Arc<User>> {
    let user = find(domain, bot_id).await?;
    if is_manageable(domain, caller, &user) {
        return Ok(user);
    }
    let seen = may(domain, caller, &user, Action::ReadBot);
    Err(if seen { known::CONTEXT_PERMISSIONS } else { known::BOT_GET_MISSING }.into())
}

/// Whether an account is a bot that the caller may change.
pub(crate) fn is_manageable(domain: &Domain, caller: &Caller, user: &User) -> bool {
    user.bot.is_some() && may(domain, caller, user, Action::ManageBot)
}

async fn find(domain: &Domain, bot_id: UserId) -> Result<Arc<User>> {
    let found = domain.find_user(bot_id).await?.filter(|user| user.bot.is_some());
    Ok(found.ok_or(known::BOT_GET_MISSING)?)
}

fn may(domain: &Domain, caller: &Caller, user: &User, action: Action) -> bool {
    let owner = user.bot.as_ref().and_then(|bot: &Bot| bot.owner_id);
    domain.require(caller, action, Target::owned(owner == Some(caller.user_id()))).is_ok()
}
