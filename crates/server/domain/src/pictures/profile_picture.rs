use std::sync::Arc;

use countersign_primitives::{TimestampMs, UserId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{
    accounts::say_updated, caller::Caller, domain::Domain, error::Result, model::User, ports::store::ProfileChange,
};

/// What a picture of somebody is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfilePicture {
    /// Whose.
    pub user_id: UserId,
    /// When a picture was uploaded; `None` when none was, or it was taken away again.
    pub uploaded_at: Option<TimestampMs>,
    /// Names for the initials of a picture that is drawn: those everybody may see.
    pub names: Vec<String>,
}

/// Whose picture to show.
///
/// # Errors
/// 404 without such a user, 403 when the caller may not see people.
pub async fn profile_picture(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<ProfilePicture> {
    domain.require(caller, Action::ViewUser, Target::owned(caller.user_id() == user_id))?;
    let user = domain.user(user_id).await?;
    let shows_names = domain.settings().privacy_settings.show_full_name;
    Ok(ProfilePicture {
        user_id,
        uploaded_at: (user.last_picture_update > TimestampMs::ZERO).then_some(user.last_picture_update),
        names: names(&user, shows_names),
    })
}

fn names(user: &User, shows_names: bool) -> Vec<String> {
    let full = [&user.first_name, &user.last_name].map(Clone::clone);
    if shows_names && full.iter().any(|name| !name.is_empty()) { full.into() } else { vec![user.username.clone()] }
}

/// Whether the caller may change somebody's picture. To be asked before its bytes are stored.
///
/// # Errors
/// 403 for others', 404 without such a user.
pub async fn check_profile_picture(domain: &Domain, caller: &Caller, user_id: UserId) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    domain.user(user_id).await.map(|_| ())
}

/// A picture was stored (`is_there`), or is no longer to be shown. Tells everybody.
///
/// # Errors
/// Those of [`check_profile_picture`].
pub async fn profile_picture_changed(domain: &Domain, caller: &Caller, user_id: UserId, is_there: bool) -> Result<()> {
    check_profile_picture(domain, caller, user_id).await?;
    let now = domain.now();
    let last_picture_update = Some(if is_there { now } else { TimestampMs::ZERO });
    let change = ProfileChange { last_picture_update, ..ProfileChange::default() };
    let updated = domain.store().update_user(user_id, change, now).await?.ok_or(known::USER_MISSING_ACCOUNT)?;
    // No name changes, so that none can be taken.
    let updated = updated.map_err(|_| known::USER_MISSING_ACCOUNT)?;
    domain.user_changed(user_id).await?;
    say_updated(domain, Arc::new(updated)).await;
    Ok(())
}
