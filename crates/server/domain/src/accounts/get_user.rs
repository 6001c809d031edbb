use countersign_primitives::{TimestampMs, UserId};
use countersign_server_rules::{
    error::{RuleError, invalid_body_param, invalid_url_param, known},
    names::check_email,
    permissions::{Action, Target},
};

use crate::{accounts::seen, caller::Caller, domain::Domain, error::Result, model::SeenUser};

/// One account.
///
/// # Errors
/// 404 when there is none, 403 when the caller may not see people.
pub async fn get_user(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<SeenUser> {
    require_view(domain, caller, user_id)?;
    let user = domain.user(user_id).await?;
    Ok(seen::one(domain, caller, &user))
}

/// The account of a user name.
///
/// # Errors
/// 404 when there is none, 403 when the caller may not see people.
pub async fn get_user_by_name(domain: &Domain, caller: &Caller, username: &str) -> Result<SeenUser> {
    let found = domain.store().users_by_names(&[username.to_lowercase()]).await?.pop();
    let user = found.ok_or(known::USER_GET_BY_USERNAME)?;
    require_view(domain, caller, user.id)?;
    Ok(seen::one(domain, caller, &user))
}

/// The account of an e-mail address, where the server shows addresses.
///
/// # Errors
/// 404 when there is none, 403 when the caller may not see people or addresses.
pub async fn get_user_by_email(domain: &Domain, caller: &Caller, email: &str) -> Result<SeenUser> {
    if !domain.settings().privacy_settings.show_email_address && !seen::sees_everything(domain, caller) {
        return Err(known::USER_GET_USER_BY_EMAIL_PERMISSIONS.into());
    }
    check_email(&email.to_lowercase()).map_err(|_| invalid_url_param("email"))?;
    let email = email.to_lowercase();
    let found = domain.store().user_by_login(&email).await?.filter(|user| user.email == email);
    let user = found.ok_or(known::USER_MISSING_ACCOUNT)?;
    require_view(domain, caller, user.id)?;
    Ok(seen::one(domain, caller, &user))
}

/// Those of the accounts that exist; with `since` those that changed after it.
///
/// # Errors
/// 400 for an empty list, 403 when the caller may not see people.
pub async fn users_by_ids(
    domain: &Domain,
    caller: &Caller,
    ids: &[UserId],
    since: Option<TimestampMs>,
) -> Result<Vec<SeenUser>> {
    not_empty(ids.is_empty(), "user_ids")?;
    domain.require(caller, Action::ViewUser, Target::other())?;
    let mut users = domain.store().users_by_ids(ids).await?;
    users.retain(|user| since.is_none_or(|since| user.update_at > since));
    Ok(seen::many(domain, caller, users))
}

/// Those of the accounts that exist, by user name.
///
/// # Errors
/// 400 for an empty list, 403 when the caller may not see people.
pub async fn users_by_names(domain: &Domain, caller: &Caller, names: &[String]) -> Result<Vec<SeenUser>> {
    not_empty(names.is_empty(), "usernames")?;
    domain.require(caller, Action::ViewUser, Target::other())?;
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    Ok(seen::many(domain, caller, domain.store().users_by_names(&names).await?))
}

fn not_empty(is_empty: bool, name: &str) -> Result<(), RuleError> {
    if is_empty { Err(invalid_body_param(name)) } else { Ok(()) }
}

fn require_view(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<()> {
    domain.require(caller, Action::ViewUser, Target::owned(caller.user_id() == user_id))
}
