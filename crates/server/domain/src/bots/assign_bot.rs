use countersign_primitives::UserId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    bots::{manageable, patch_bot::apply},
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Bot, User},
    ports::store::ProfileChange,
};

/// Gives a bot to somebody else.
///
/// # Errors
/// 404 for no bot or nobody, 403 without the right and for giving it to a bot.
pub async fn assign_bot(domain: &Domain, caller: &Caller, bot_id: UserId, owner_id: UserId) -> Result<User> {
    domain.require(caller, Action::AssignBot, Target::other())?;
    let user = manageable(domain, caller, bot_id).await?;
    if domain.user(owner_id).await?.bot.is_some() {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    let bot = Bot { owner_id: Some(owner_id), ..user.bot.clone().unwrap_or_default() };
    apply(domain, bot_id, ProfileChange { bot: Some(bot), ..ProfileChange::default() }).await
}
