//! Settings of users.

use countersign_primitives::UserId;
use countersign_server_rules::{
    error::{invalid_body_param, known},
    permissions::{Action, Target},
    preference::{PreferenceTexts, check_preference, check_preference_count},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::Preference,
    ports::bus::Change,
    posts::readable_post,
};

/// The category whose names are posts.
const SAVED_POST: &str = "flagged_post";

/// All of a user's preferences; with `category` only those of it.
///
/// # Errors
/// 403 for somebody else's, 404 for a category that holds none.
pub async fn get_preferences(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    category: Option<&str>,
) -> Result<Vec<Preference>> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let mut preferences = domain.store().preferences(user_id).await?;
    if let Some(category) = category {
        preferences.retain(|preference| preference.category == category);
        if preferences.is_empty() {
            return Err(known::PREFERENCE_PREFERENCES_CATEGORY_GET.into());
        }
    }
    Ok(preferences)
}

/// One preference.
///
/// # Errors
/// 403 for somebody else's, 400 when there is none.
pub async fn get_preference(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    category: &str,
    name: &str,
) -> Result<Preference> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    let preferences = domain.store().preferences(user_id).await?;
    let found = preferences.into_iter().find(|found| found.category == category && found.name == name);
    Ok(found.ok_or(known::PREFERENCE_GET)?)
}

/// Sets preferences of a user: all of them or none.
///
/// # Errors
/// 403 for somebody else's, 400 for texts that may not be, for none, and for more than 100.
pub async fn save_preferences(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    preferences: Vec<Preference>,
) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    check_preference_count(preferences.len())?;
    let preferences = checked(user_id, preferences)?;
    check_saved_posts(domain, caller, &preferences).await?;
    domain.store().save_preferences(preferences.clone()).await?;
    domain.changed(Change::Preferences(user_id));
    domain.say(EventKind::SidebarChanged, Audience::user(user_id)).await;
    domain.say(EventKind::PreferencesChanged(preferences), Audience::user(user_id)).await;
    Ok(())
}

/// Removes preferences of a user.
///
/// # Errors
/// 403 for somebody else's, 400 for texts that may not be, for none, and for more than 100.
pub async fn delete_preferences(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    preferences: Vec<Preference>,
) -> Result<()> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    check_preference_count(preferences.len())?;
    let preferences = checked(user_id, preferences)?;
    domain.store().delete_preferences(preferences.clone()).await?;
    domain.changed(Change::Preferences(user_id));
    domain.say(EventKind::SidebarChanged, Audience::user(user_id)).await;
    domain.say(EventKind::PreferencesDeleted(preferences), Audience::user(user_id)).await;
    Ok(())
}

/// Posts that are to be saved must be there, and the caller must be able to read them.
async fn check_saved_posts(domain: &Domain, caller: &Caller, preferences: &[Preference]) -> Result<()> {
    for preference in preferences.iter().filter(|preference| preference.category == SAVED_POST) {
        let refusal = || invalid_body_param("preference.name");
        let post_id = preference.name.parse().map_err(|_| refusal())?;
        readable_post(domain, caller, post_id).await.map_err(|error| match error.refusal() {
            Some(found) if found.id() == known::POST_GET.id() => refusal().into(),
            _ => error,
        })?;
    }
    Ok(())
}

fn checked(user_id: UserId, preferences: Vec<Preference>) -> Result<Vec<Preference>> {
    let check = |preference: Preference| {
        let texts = PreferenceTexts {
            user_id: preference.user_id,
            category: &preference.category,
            name: &preference.name,
            value: &preference.value,
        };
        let value = check_preference(user_id, &texts)?.to_owned();
        Ok(Preference { value, ..preference })
    };
    preferences.into_iter().map(check).collect()
}
