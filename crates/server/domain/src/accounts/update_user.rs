use std::{collections::BTreeMap, sync::Arc};

use countersign_primitives::{Secret, UserId};
use countersign_server_rules::{
    error::{invalid_body_param, known},
    names::normal_username,
    notify_props::replace_user_props,
    permissions::{Action, Permission, Target},
};

use crate::{
    accounts::{
        create_user::{check, taken},
        hashing, seen,
    },
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{SeenUser, User},
    ports::store::ProfileChange,
};

/// Changes to an account as a client sends them; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfilePatch {
    /// User name.
    pub username: Option<String>,
    /// E-mail address; needs the password, except from administrators.
    pub email: Option<String>,
    /// The account's password, to prove that its owner changes the address.
    pub password: Option<Secret<String>>,
    /// Chosen name.
    pub nickname: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Job title.
    pub position: Option<String>,
    /// Language.
    pub locale: Option<String>,
    /// Time zone, whole.
    pub timezone: Option<BTreeMap<String, String>>,
    /// Properties, whole.
    pub props: Option<BTreeMap<String, String>>,
    /// Notification settings, whole.
    pub notify_props: Option<BTreeMap<String, String>>,
}

/// Changes an account.
///
/// # Errors
/// 403 for somebody else's, 404 for none, 400 for texts that may not be, names that are taken, a wrong password.
pub async fn update_user(domain: &Domain, caller: &Caller, user_id: UserId, patch: ProfilePatch) -> Result<SeenUser> {
    let own = caller.user_id() == user_id;
    domain.require(caller, Action::ActForUser, Target::owned(own))?;
    let user = domain.user(user_id).await?;
    check_address_change(domain, caller, &user, &patch).await?;
    let change = change(patch)?;
    let mut after = User::clone(&user);
    change.clone().apply(&mut after, domain.now());
    check(&after)?;
    let updated = domain.store().update_user(user_id, change, domain.now()).await?;
    let updated = updated.ok_or(known::USER_MISSING_ACCOUNT)?.map_err(taken)?;
    domain.user_changed(user_id).await?;
    seen::say_updated(domain, Arc::new(updated.clone())).await;
    Ok(seen::one(domain, caller, &updated))
}

fn change(patch: ProfilePatch) -> Result<ProfileChange> {
    Ok(ProfileChange {
        username: patch.username.map(|name| normal_username(&name)),
        email: patch.email.map(|email| email.to_lowercase()),
        nickname: patch.nickname,
        first_name: patch.first_name,
        last_name: patch.last_name,
        position: patch.position,
        locale: patch.locale,
        timezone: patch.timezone,
        props: patch.props,
        notify_props: patch.notify_props.map(replace_user_props).transpose()?,
        roles: None,
        last_picture_update: None,
        bot: None,
    })
}

async fn check_address_change(domain: &Domain, caller: &Caller, user: &User, patch: &ProfilePatch) -> Result<()> {
    let changes = patch.email.as_ref().is_some_and(|email| email.to_lowercase() != user.email);
    let manages = domain.access(caller).allows(Permission::ManageSystem) && caller.user_id() != user.id;
    if !changes || manages {
        return Ok(());
    }
    let password = patch.password.clone().filter(|password| !password.expose().is_empty());
    let password = password.ok_or_else(|| invalid_body_param("password"))?;
    let stored = domain.store().credentials(user.id).await?.map(|credentials| credentials.password_hash);
    if hashing::verify(domain, stored, password).await?.is_right {
        return Ok(());
    }
    Err(known::USER_UPDATE_PASSWORD_INCORRECT.into())
}
