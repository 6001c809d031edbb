//! Preferences: what may be stored.
//!
//! Source: `mattermost/mattermost` `server/public/model/preference.go`; golden `server-api/preferences.jsonl`.

use countersign_primitives::UserId;

use crate::error::{RuleError, invalid_body_param, known};

/// The most preferences, and the most role names, of one request.
pub const MAX_PER_REQUEST: usize = 100;
const MAX_NAME_CHARS: usize = 32;
const MAX_VALUE_CHARS: usize = 20_000;
const THEME: &str = "theme";

/// One preference as it was sent.
#[derive(Clone, Copy, Debug)]
pub struct PreferenceTexts<'a> {
    /// Whose it says it is.
    pub user_id: UserId,
    /// Category.
    pub category: &'a str,
    /// Name; may be empty.
    pub name: &'a str,
    /// Value.
    pub value: &'a str,
}

/// Whether a request may name so many preferences.
///
/// # Errors
/// 400 for none and for more than [`MAX_PER_REQUEST`].
pub fn check_preference_count(count: usize) -> Result<(), RuleError> {
    if (1..=MAX_PER_REQUEST).contains(&count) { Ok(()) } else { Err(invalid_body_param("preferences")) }
}

/// Whether a request may ask for so many roles by name.
///
/// # Errors
/// 400 for none and for more than [`MAX_PER_REQUEST`].
pub fn check_role_name_count(count: usize) -> Result<(), RuleError> {
    match count {
        0 => Err(invalid_body_param("rolenames")),
        1..=MAX_PER_REQUEST => Ok(()),
        _ => Err(known::ROLES_GET_MULTIPLE_BY_NAME_TOO_MANY),
    }
}

/// Whether a preference of `user_id` may be stored, and the value that is: a theme that is no JSON object is stored as
/// `null`.
///
/// # Errors
/// 403 when it says it is somebody else's; 400 for a category that is empty or longer than 32 characters, a name
/// longer than 32, a value longer than 20,000, and for a NUL.
pub fn check_preference<'a>(user_id: UserId, sent: &PreferenceTexts<'a>) -> Result<&'a str, RuleError> {
    if sent.user_id != user_id {
        return Err(known::PREFERENCE_UPDATE_PREFERENCES_SET);
    }
    if !(1..=MAX_NAME_CHARS).contains(&sent.category.chars().count()) {
        return Err(known::PREFERENCE_IS_VALID_CATEGORY);
    }
    if sent.name.chars().count() > MAX_NAME_CHARS {
        return Err(known::PREFERENCE_IS_VALID_NAME);
    }
    if sent.value.chars().count() > MAX_VALUE_CHARS {
        return Err(known::PREFERENCE_IS_VALID_VALUE);
    }
    if [sent.category, sent.name, sent.value].iter().any(|text| text.contains('\0')) {
        return Err(invalid_body_param("preferences"));
    }
    let is_object = || serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(sent.value).is_ok();
    Ok(if sent.category == THEME && !is_object() { "null" } else { sent.value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(category: &str, name: &str, value: &str) -> Result<String, RuleError> {
        let user_id = "39kqk53i4cswfzbi7hbai1r8qg".parse().unwrap();
        check_preference(user_id, &PreferenceTexts { user_id, category, name, value }).map(str::to_owned)
    }

    #[test]
    fn texts_have_their_limits() {
        assert_eq!(check("teams_order", "", "x"), Ok("x".to_owned()));
        assert_eq!(check("", "y", "z"), Err(known::PREFERENCE_IS_VALID_CATEGORY));
        assert_eq!(check(&"c".repeat(33), "y", "z"), Err(known::PREFERENCE_IS_VALID_CATEGORY));
        assert_eq!(check("x", "y", &"v".repeat(20_001)), Err(known::PREFERENCE_IS_VALID_VALUE));
    }

    #[test]
    fn a_theme_is_an_object_or_null() {
        assert_eq!(check("theme", "", "notjson"), Ok("null".to_owned()));
        assert_eq!(check("theme", "", r#"{"type":"Onyx"}"#), Ok(r#"{"type":"Onyx"}"#.to_owned()));
    }
}
