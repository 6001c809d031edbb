//! What somebody writes beside the name: kept as a property of the account, with a list of those to choose again.

use countersign_primitives::UserId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
    status::{CustomStatus, CustomStatusError},
};

use crate::{
    accounts::{ProfilePatch, update_user},
    caller::Caller,
    domain::Domain,
    error::Result,
    model::Preference,
    preferences::save_preferences,
};

/// The user's property that holds the status.
const PROP: &str = "customStatus";
/// The preference that holds those to choose again: category and name.
const RECENT: (&str, &str) = ("custom_status", "recent_custom_statuses");

/// A user writes something beside the name. `status` comes from
/// [`countersign_server_rules::status::valid_custom_status`]; its refusal comes after those of this.
///
/// # Errors
/// 501 when the server has none, 403 for somebody else's, 400 for one that may not be, 404 without such a user.
pub async fn set_custom_status(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    status: std::result::Result<CustomStatus, CustomStatusError>,
) -> Result<()> {
    check(domain, caller, user_id)?;
    let status = status?;
    put(domain, caller, user_id, status.to_json()).await?;
    let recent = status.first_of(&recent(domain, user_id).await?);
    save_recent(domain, caller, user_id, recent).await
}

/// A user takes it away again; it can still be chosen.
///
/// # Errors
/// 501 when the server has none, 403 for somebody else's, 404 without such a user.
pub async fn clear_custom_status(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<()> {
    check(domain, caller, user_id)?;
    put(domain, caller, user_id, String::new()).await
}

/// A user no longer wants to be offered a status.
///
/// # Errors
/// 501 when the server has none, 403 for somebody else's.
pub async fn forget_custom_status(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    status: &CustomStatus,
) -> Result<()> {
    check(domain, caller, user_id)?;
    let recent = status.removed_from(&recent(domain, user_id).await?);
    save_recent(domain, caller, user_id, recent).await
}

fn check(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<()> {
    if !domain.settings().team_settings.enable_custom_user_statuses {
        return Err(known::CUSTOM_STATUS_DISABLED.into());
    }
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))
}

async fn put(domain: &Domain, caller: &Caller, user_id: UserId, status: String) -> Result<()> {
    let mut props = (*domain.user(user_id).await?.props).clone();
    props.insert(PROP.to_owned(), status);
    let patch = ProfilePatch { props: Some(props), ..ProfilePatch::default() };
    update_user(domain, caller, user_id, patch).await.map(|_| ())
}

async fn recent(domain: &Domain, user_id: UserId) -> Result<String> {
    let found = domain.store().preference_of(&[user_id], RECENT.0, RECENT.1).await?.pop();
    Ok(found.map(|(_, value)| value).unwrap_or_default())
}

async fn save_recent(domain: &Domain, caller: &Caller, user_id: UserId, value: String) -> Result<()> {
    let (category, name) = (RECENT.0.to_owned(), RECENT.1.to_owned());
    save_preferences(domain, caller, user_id, vec![Preference { user_id, category, name, value }]).await
}
