use countersign_primitives::Secret;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    accounts::{self, NewAccount},
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Bot, User},
    ports::store::NewUser,
};

/// A bot to make.
#[derive(Clone, Debug, Default)]
pub struct NewBot {
    /// User name; kept in lower case.
    pub username: String,
    /// Shown name.
    pub display_name: String,
    /// What it is for; at most 1024 characters.
    pub description: String,
}

/// Makes a bot that belongs to the caller. It cannot sign in: it uses an access token.
///
/// # Errors
/// 403 without the right, for bots, and where the server makes no bots; 400 for texts that may not be and a name that is
/// taken.
pub async fn create_bot(domain: &Domain, caller: &Caller, new: NewBot) -> Result<User> {
    domain.require(caller, Action::CreateBot, Target::other())?;
    if caller.user.bot.is_some() {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    if !domain.settings().service_settings.enable_bot_account_creation {
        return Err(known::BOT_CREATE_DISABLED.into());
    }
    check_description(&new.description)?;
    let account = NewAccount {
        email: address(&new.username),
        username: new.username,
        first_name: new.display_name,
        ..NewAccount::default()
    };
    let bot = Bot { description: new.description, owner_id: Some(caller.user_id()) };
    let user = User { bot: Some(bot), ..accounts::unchecked(domain, &account) };
    accounts::check_without_address(&user)?;
    let roles = user.roles.clone();
    let new =
        NewUser { user, password_hash: Secret::new(String::new()), first_user_roles: roles, preferences: Vec::new() };
    let user = domain.store().create_user(new).await?.map_err(accounts::taken)?;
    domain.user_changed(user.id).await?;
    domain.say(EventKind::NewUser(user.id), Audience::everybody()).await;
    Ok(user)
}

/// The address of a bot's account, which reaches nobody.
pub(super) fn address(username: &str) -> String {
    format!("{}@localhost", username.to_lowercase())
}

/// Longest description, in characters.
const MAX_DESCRIPTION_CHARS: usize = 1024;

pub(super) fn check_description(text: &str) -> Result<()> {
    let fits = text.chars().count() <= MAX_DESCRIPTION_CHARS && !text.contains('\0');
    if fits { Ok(()) } else { Err(known::BOT_IS_VALID_DESCRIPTION.into()) }
}
