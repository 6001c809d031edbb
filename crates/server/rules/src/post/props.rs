use serde_json::{Map, Value};

use crate::error::{RuleError, invalid_body_param, known};

/// Longest props, in characters of their JSON.
pub const MAX_PROPS_CHARS: usize = 800_000;

/// Props that say a post is somebody else's or a machine's: only bots, webhooks and OAuth applications may set them.
///
/// The incumbent takes them from everybody unless it runs hardened, so that anybody can fake the name in a push. This
/// server never does.
pub const INTEGRATION_PROPS: &[&str] = &[
    "from_bot",
    "from_oauth_app",
    "from_plugin",
    "from_webhook",
    "override_icon_emoji",
    "override_icon_url",
    "override_username",
    "webhook_display_name",
];

/// Props only the server sets: taken out of whatever a client sends.
const SERVER_PROPS: &[&str] = &["force_notification"];

/// The props of a client's post as they may be stored.
///
/// # Errors
/// 400 when somebody who is no integration sets one of [`INTEGRATION_PROPS`].
pub fn check_client_props(
    mut props: Map<String, Value>,
    by_integration: bool,
) -> Result<Map<String, Value>, RuleError> {
    if !by_integration && INTEGRATION_PROPS.iter().any(|key| props.contains_key(*key)) {
        return Err(invalid_body_param("props"));
    }
    props.retain(|key, _| !SERVER_PROPS.contains(&key.as_str()));
    Ok(props)
}

/// Whether props can be stored.
///
/// # Errors
/// 400 when their JSON is longer than [`MAX_PROPS_CHARS`], or holds a NUL, which no database text can.
pub fn check_props_size(props: &Map<String, Value>) -> Result<(), RuleError> {
    if props.is_empty() {
        return Ok(());
    }
    let has_nul = props.iter().any(|(key, value)| key.contains('\0') || holds_nul(value));
    let json = serde_json::to_string(props).map_err(|_| known::POST_IS_VALID_PROPS)?;
    if has_nul || (json.len() > MAX_PROPS_CHARS && json.chars().count() > MAX_PROPS_CHARS) {
        return Err(known::POST_IS_VALID_PROPS);
    }
    Ok(())
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else { panic!("not an object") };
        map
    }

    #[test]
    fn nobody_fakes_a_webhook() {
        for key in INTEGRATION_PROPS {
            let props = map(json!({ *key: "true" }));
            assert_eq!(check_client_props(props.clone(), false).unwrap_err().status(), 400, "{key}");
            assert_eq!(check_client_props(props.clone(), true), Ok(props), "{key}");
        }
    }

    #[test]
    fn forcing_a_notification_is_taken_out() {
        let props = map(json!({"force_notification": "x", "custom": 1}));
        assert_eq!(check_client_props(props, false), Ok(map(json!({"custom": 1}))));
    }

    #[test]
    fn nul_and_oversized_props_are_refused() {
        assert!(check_props_size(&map(json!({"a": {"b": ["\0"]}}))).is_err());
        assert!(check_props_size(&map(json!({"a": "x".repeat(MAX_PROPS_CHARS)}))).is_err());
        assert!(check_props_size(&map(json!({"a": "é".repeat(MAX_PROPS_CHARS - 10)}))).is_ok());
    }
}
