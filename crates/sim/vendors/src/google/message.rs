//! A message taken apart after the schema was checked: whom it is for, how long it waits, how large it is.

use std::collections::BTreeMap;

use serde_json::{Map, Value, value::RawValue};

use countersign_wire_vendor::fcm::{ErrorCode, MAX_PAYLOAD_BYTES};

use super::{
    check::{MAX_TTL_SECS, check_message, duration_ms},
    refusal::Refusal,
    schema::is_same,
};

const MAX_TOPIC_PAYLOAD_BYTES: usize = 2048;

/// What the simulator must know of a message.
#[derive(Debug)]
pub(super) struct MessageRead {
    /// As the sender wrote it.
    pub(super) text: String,
    pub(super) target: Target,
    pub(super) validate_only: bool,
    pub(super) collapse_key: Option<String>,
    /// A notification is shown by the system, and always collapsible.
    pub(super) is_notification: bool,
    pub(super) is_high: bool,
    pub(super) ttl_secs: u32,
    pub(super) restricted_package: Option<String>,
}

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Token(String),
    /// A topic, or a condition over topics: nobody subscribes here.
    Topic,
}

impl MessageRead {
    /// Reads a request's body.
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let (text, validate_only) = open_envelope(body)?;
        let message: Value = serde_json::from_str(text.get()).map_err(|error| not_json(&error))?;
        check_message(&message)?;
        let target = target(&message)?;
        for data in [message.get("data"), get(&message, "android").and_then(|android| android.get("data"))] {
            check_keys(data)?;
        }
        check_size(&message, &target)?;
        let empty = Value::Object(Map::new());
        let android = get(&message, "android").unwrap_or(&empty);
        let is_notification = get(&message, "notification").is_some() || get(android, "notification").is_some();
        let priority = get(android, "priority");
        Ok(Self {
            text: text.get().to_owned(),
            target,
            validate_only,
            collapse_key: text_of(android, "collapse_key"),
            is_notification,
            is_high: priority.map_or(is_notification, is_high),
            ttl_secs: ttl_secs(android)?,
            restricted_package: text_of(android, "restricted_package_name"),
        })
    }
}

/// The message inside the request, and whether it is only to be checked.
fn open_envelope(body: &[u8]) -> Result<(Box<RawValue>, bool), Refusal> {
    let members: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(body).map_err(|error| not_json(&error))?;
    let (mut message, mut validate_only) = (None, false);
    for (name, value) in members {
        if name == "message" {
            message = Some(value);
        } else if is_same("validate_only", &name) {
            validate_only = match value.get() {
                "true" => true,
                "false" | "null" => false,
                other => {
                    let description = format!("Invalid value at 'validate_only' (TYPE_BOOL), {other}");
                    return Err(Refusal::bad_request("validate_only", description));
                }
            };
        } else {
            let description = format!("Invalid JSON payload received. Unknown name \"{name}\": Cannot find field.");
            return Err(Refusal::bad_request("", description));
        }
    }
    let message = message.ok_or_else(|| Refusal::bad_message("message", "The message is not set."))?;
    Ok((message, validate_only))
}

fn not_json(error: &serde_json::Error) -> Refusal {
    Refusal::bad_request("", format!("Invalid JSON payload received. {error}"))
}

fn target(message: &Value) -> Result<Target, Refusal> {
    let targets: Vec<_> =
        ["token", "topic", "condition"].into_iter().filter_map(|name| Some((name, text_of(message, name)?))).collect();
    match &targets[..] {
        [("token", token)] => Ok(Target::Token(token.clone())),
        [(name, text)] if text.is_empty() => Err(Refusal::bad_message(format!("message.{name}"), "Must not be empty.")),
        [_] => Ok(Target::Topic),
        [] => Err(Refusal::bad_message("message", "Recipient of the message is not set.")),
        _ => Err(Refusal::bad_request("message", "Only one of token, topic and condition may be set.")),
    }
}

fn check_keys(data: Option<&Value>) -> Result<(), Refusal> {
    let keys = data.and_then(Value::as_object).into_iter().flat_map(Map::keys);
    for key in keys {
        let reserved = matches!(key.as_str(), "from" | "message_type")
            || ["google.", "gcm."].iter().any(|prefix| key.starts_with(prefix));
        if reserved {
            return Err(Refusal::bad_message("message.data", format!("Invalid data payload key: {key}")));
        }
    }
    Ok(())
}

/// Google does not document how it counts. Here: keys and values of data and notifications.
fn check_size(message: &Value, target: &Target) -> Result<(), Refusal> {
    let android = get(message, "android");
    let parts = [
        get(message, "data"),
        get(message, "notification"),
        android.and_then(|android| get(android, "data")),
        android.and_then(|android| get(android, "notification")),
    ];
    let bytes: usize = parts.into_iter().flatten().map(size).sum();
    let limit = if *target == Target::Topic { MAX_TOPIC_PAYLOAD_BYTES } else { MAX_PAYLOAD_BYTES };
    if bytes > limit {
        return Err(Refusal::fcm(400, ErrorCode::InvalidArgument, "Android message is too big"));
    }
    Ok(())
}

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Object(members) => members.iter().map(|(key, value)| key.len() + size(value)).sum(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Null => 0,
        other => other.to_string().len(),
    }
}

fn ttl_secs(android: &Value) -> Result<u32, Refusal> {
    let Some(text) = text_of(android, "ttl") else { return Ok(MAX_TTL_SECS) };
    let ms = duration_ms(&text).unwrap_or(u64::MAX);
    match u32::try_from(ms.div_ceil(1000)) {
        Ok(secs) if secs <= MAX_TTL_SECS => Ok(secs),
        _ => Err(Refusal::bad_message("message.android.ttl", "Invalid time to live: 0 to 2419200 seconds")),
    }
}

fn is_high(value: &Value) -> bool {
    value.as_u64() == Some(1) || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("high"))
}

/// A member in either case; `null` is as good as missing.
fn get<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    let found = members.get(name).or_else(|| Some(members.iter().find(|(key, _)| is_same(name, key))?.1));
    found.filter(|value| !value.is_null())
}

fn text_of(value: &Value, name: &str) -> Option<String> {
    get(value, name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> Result<MessageRead, Refusal> {
        MessageRead::read(format!(r#"{{"message":{message}}}"#).as_bytes())
    }

    #[test]
    fn a_message_keeps_its_text_and_has_googles_defaults() {
        let text = r#"{ "data": {"b":"1","a":"2"}, "token":"t" }"#;
        let message = read(text).unwrap();
        assert_eq!(message.text, text);
        assert_eq!(message.target, Target::Token("t".to_owned()));
        assert_eq!((message.ttl_secs, message.is_high, message.validate_only), (MAX_TTL_SECS, false, false));
        let message = read(r#"{"topic":"t","notification":{"title":"x"},"android":{"ttl":"0.5s","collapseKey":"k"}}"#);
        let message = message.unwrap();
        assert_eq!((message.ttl_secs, message.is_high, message.is_notification), (1, true, true));
        assert_eq!(message.collapse_key.as_deref(), Some("k"));
    }

    #[test]
    fn the_two_shapes_of_invalid_argument_tell_requests_from_messages() {
        for (body, fcm, bad_request) in [
            (r#"{"message":{"token":"t"},"x":1}"#.to_owned(), false, true),
            (r#"{"message":{"token":"t","data":{"a":1}}}"#.to_owned(), false, true),
            ("nonsense".to_owned(), false, true),
            (r#"{"message":{"token":"t","data":{"google.x":"1"}}}"#.to_owned(), true, true),
            (r#"{"message":{"token":"t","data":{"from":"1"}}}"#.to_owned(), true, true),
            (r#"{"message":{"token":"t","android":{"ttl":"2419201s"}}}"#.to_owned(), true, true),
            (r#"{"message":{"data":{}}}"#.to_owned(), true, true),
            (format!(r#"{{"message":{{"token":"t","data":{{"a":"{}"}}}}}}"#, "x".repeat(4096)), true, false),
        ] {
            let refusal = MessageRead::read(body.as_bytes()).unwrap_err();
            let got = (refusal.error.fcm_code().is_some(), refusal.error.is_bad_request());
            assert_eq!(got, (fcm, bad_request), "{body}");
            assert_eq!(refusal.error.code, 400);
        }
    }
}
