use std::sync::Arc;

use countersign_primitives::UserId;
use countersign_server_rules::{error::known, names::normal_username};

use crate::{
    accounts,
    bots::{
        create_bot::{address, check_description},
        manageable,
    },
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Bot, User},
    ports::store::ProfileChange,
};

/// Changes to a bot; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct BotChange {
    /// User name.
    pub username: Option<String>,
    /// Shown name.
    pub display_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// Changes a bot.
///
/// # Errors
/// 404 for none, 403 for somebody else's, 400 for texts that may not be and a name that is taken.
pub async fn patch_bot(domain: &Domain, caller: &Caller, bot_id: UserId, change: BotChange) -> Result<User> {
    let user = manageable(domain, caller, bot_id).await?;
    let username = change.username.map(|name| normal_username(&name));
    check_description(change.description.as_deref().unwrap_or_default())?;
    let bot = change.description.map(|description| Bot { description, ..user.bot.clone().unwrap_or_default() });
    let email = username.as_deref().map(address);
    let change = ProfileChange { username, email, first_name: change.display_name, bot, ..ProfileChange::default() };
    let mut after = User::clone(&user);
    change.clone().apply(&mut after, domain.now());
    accounts::check_without_address(&after)?;
    apply(domain, bot_id, change).await
}

/// Stores a change of a bot and tells everybody.
pub(super) async fn apply(domain: &Domain, bot_id: UserId, change: ProfileChange) -> Result<User> {
    let updated = domain.store().update_user(bot_id, change, domain.now()).await?;
    let updated = updated.ok_or(known::BOT_GET_MISSING)?.map_err(accounts::taken)?;
    domain.user_changed(bot_id).await?;
    accounts::say_updated(domain, Arc::new(updated.clone())).await;
    Ok(updated)
}
