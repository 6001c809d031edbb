use std::collections::BTreeMap;

use crate::error::{RuleError, invalid_body_param};

/// How long one setting may be. The incumbent has no limit of its own: its database column is the limit.
pub const MAX_VALUE_BYTES: usize = 2000;

/// What a membership's map may hold; other keys are ignored, as the incumbent ignores them.
const MEMBER_KEYS: &[&str] = &[
    "channel_auto_follow_threads",
    "desktop",
    "desktop_notification_sound",
    "desktop_sound",
    "desktop_threads",
    "email",
    "ignore_channel_mentions",
    "mark_unread",
    "push",
    "push_threads",
];

/// The membership's settings after `PUT …/notify_props`: known keys of the change replace their values, whatever the
/// values are; the rest stays.
///
/// # Errors
/// 400 when a value is longer than [`MAX_VALUE_BYTES`].
pub fn patch_member_props(
    current: &BTreeMap<String, String>,
    change: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, RuleError> {
    let mut props = current.clone();
    for (key, value) in change.iter().filter(|(key, _)| MEMBER_KEYS.contains(&key.as_str())) {
        within_limit(value)?;
        props.insert(key.clone(), value.clone());
    }
    Ok(props)
}

/// The user's settings after `PUT /users/me/patch`: the map replaces the former one whole, whatever the values are.
///
/// # Errors
/// 400 when a value is longer than [`MAX_VALUE_BYTES`].
pub fn replace_user_props(change: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, RuleError> {
    change.values().try_for_each(|value| within_limit(value))?;
    Ok(change)
}

fn within_limit(value: &str) -> Result<(), RuleError> {
    if value.len() > MAX_VALUE_BYTES { Err(invalid_body_param("notify_props")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use crate::notify_props::channel_member_defaults;

    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn unknown_keys_are_dropped_and_unknown_values_kept() {
        let change = map(&[("push", "bogus"), ("unknown", "x"), ("channel_id", "c")]);
        let after = patch_member_props(&channel_member_defaults(), &change).unwrap();
        assert_eq!(after.get("push").map(String::as_str), Some("bogus"));
        assert_eq!(after.len(), channel_member_defaults().len());
    }

    #[test]
    fn oversized_values_are_refused() {
        let change = map(&[("push", &"x".repeat(MAX_VALUE_BYTES + 1))]);
        assert!(patch_member_props(&BTreeMap::new(), &change).is_err());
        assert!(replace_user_props(change).is_err());
    }
}
