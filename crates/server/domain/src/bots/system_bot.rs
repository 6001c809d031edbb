use std::sync::Arc;

use countersign_primitives::Secret;
use countersign_server_rules::error::known;

use crate::{
    accounts::{self, NewAccount},
    bots::create_bot::address,
    domain::Domain,
    error::Result,
    model::{Bot, User},
    ports::store::NewUser,
};

/// The name of the server's own bot.
const NAME: &str = "system-bot";

/// The account that the server writes with, made when it is first needed.
///
/// # Errors
/// 404 when somebody who is no bot has the name.
pub(crate) async fn system_bot(domain: &Domain) -> Result<Arc<User>> {
    if let Some(user) = domain.store().users_by_names(&[NAME.to_owned()]).await?.pop() {
        return by_name(user);
    }
    let account = NewAccount {
        username: NAME.to_owned(),
        email: address(NAME),
        first_name: "System".to_owned(),
        ..NewAccount::default()
    };
    let user = User { bot: Some(Bot::default()), ..accounts::unchecked(domain, &account) };
    let roles = user.roles.clone();
    let (id, password_hash) = (user.id, Secret::new(String::new()));
    let new = NewUser { user, password_hash, first_user_roles: roles, preferences: Vec::new() };
    if let Ok(user) = domain.store().create_user(new).await? {
        domain.user_changed(id).await?;
        return Ok(Arc::new(user));
    }
    // Another node was faster.
    let found = domain.store().users_by_names(&[NAME.to_owned()]).await?.pop();
    by_name(found.ok_or(known::BOT_GET_MISSING)?)
}

fn by_name(user: User) -> Result<Arc<User>> {
    if user.bot.is_some() { Ok(Arc::new(user)) } else { Err(known::BOT_GET_MISSING.into()) }
}
