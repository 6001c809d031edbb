//! Checks a message against the schema, as Google's front end does before FCM sees it.

use serde_json::Value;

use super::{
    refusal::Refusal,
    schema::{Kind, MESSAGE, Schema},
};

/// The longest time to live: four weeks.
pub(super) const MAX_TTL_SECS: u32 = 2_419_200;

/// Checks a whole message.
pub(super) fn check_message(message: &Value) -> Result<(), Refusal> {
    check_object(message, &MESSAGE, "message")
}

fn check_object(value: &Value, schema: &Schema, path: &str) -> Result<(), Refusal> {
    let Some(members) = value.as_object() else { return Err(wrong(path, "TYPE_MESSAGE", value)) };
    for (name, value) in members {
        let Some((known, kind)) = schema.find(name) else { return Err(unknown(name, path)) };
        if !value.is_null() {
            check_value(value, kind, &format_args!("{path}.{known}"))?;
        }
    }
    Ok(())
}

fn check_value(value: &Value, kind: Kind, path: &dyn std::fmt::Display) -> Result<(), Refusal> {
    let ok = match kind {
        Kind::Text => value.is_string(),
        Kind::Flag => value.is_boolean(),
        Kind::Whole => value.is_i64() || value.as_str().is_some_and(|text| text.parse::<i64>().is_ok()),
        Kind::Number => value.is_number(),
        Kind::Choice(names) => is_choice(value, names),
        Kind::Duration => value.as_str().and_then(duration_ms).is_some(),
        Kind::Timestamp => value.as_str().is_some_and(|text| text.contains('T')),
        Kind::Free => value.is_object(),
        Kind::TextMap => return check_text_map(value, &path.to_string()),
        Kind::TextList => return check_list(value, Kind::Text, &path.to_string()),
        Kind::DurationList => return check_list(value, Kind::Duration, &path.to_string()),
        Kind::Object(schema) => return check_object(value, schema, &path.to_string()),
        Kind::OutputOnly => false,
    };
    if ok { Ok(()) } else { Err(wrong(&path.to_string(), type_name(kind), value)) }
}

fn check_text_map(value: &Value, path: &str) -> Result<(), Refusal> {
    let Some(members) = value.as_object() else { return Err(wrong(path, "TYPE_MESSAGE", value)) };
    for (place, value) in members.values().enumerate() {
        if !value.is_string() {
            return Err(wrong(&format!("{path}[{place}].value"), "TYPE_STRING", value));
        }
    }
    Ok(())
}

fn check_list(value: &Value, kind: Kind, path: &str) -> Result<(), Refusal> {
    let Some(items) = value.as_array() else { return Err(wrong(path, "TYPE_MESSAGE", value)) };
    for (place, item) in items.iter().enumerate() {
        check_value(item, kind, &format_args!("{path}[{place}]"))?;
    }
    Ok(())
}

fn is_choice(value: &Value, names: &[&str]) -> bool {
    match value {
        Value::String(text) => names.iter().any(|name| name.eq_ignore_ascii_case(text)),
        Value::Number(number) => number.as_u64().is_some_and(|place| place < names.len() as u64),
        _ => false,
    }
}

/// Reads a duration such as `3.5s`, in milliseconds.
pub(super) fn duration_ms(text: &str) -> Option<u64> {
    let number = text.strip_suffix('s')?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let ms = format!("{fraction:0<3}").get(..3)?.parse::<u64>().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(ms)
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "TYPE_BOOL",
        Kind::Whole => "TYPE_INT32",
        Kind::Number => "TYPE_FLOAT",
        Kind::Choice(_) => "TYPE_ENUM",
        Kind::Duration => "type.googleapis.com/google.protobuf.Duration",
        Kind::Timestamp => "type.googleapis.com/google.protobuf.Timestamp",
        Kind::Free | Kind::Object(_) => "TYPE_MESSAGE",
        _ => "TYPE_STRING",
    }
}

fn wrong(path: &str, kind: &str, value: &Value) -> Refusal {
    Refusal::bad_request(path, format!("Invalid value at '{path}' ({kind}), {value}"))
}

fn unknown(name: &str, path: &str) -> Refusal {
    let description = format!("Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field.");
    Refusal::bad_request(path, description)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(message: &Value) -> Option<String> {
        let refusal = check_message(message).err()?;
        assert!(refusal.error.is_bad_request() && refusal.error.code == 400);
        Some(refusal.error.details[0].field_violations[0].field.clone())
    }

    #[test]
    fn sound_messages_pass_in_both_cases() {
        let message = json!({
            "token": "t", "data": {"a": "1"}, "fcmOptions": {"analyticsLabel": "x"},
            "android": {"priority": "high", "ttl": "3.5s", "collapse_key": "k", "directBootOk": true,
                "notification": {"visibility": "PRIVATE", "vibrate_timings": ["0.5s"], "notification_count": 3,
                    "light_settings": {"color": {"red": 0.5}, "lightOnDuration": "1s"}}},
            "apns": {"headers": {"apns-priority": "5"}, "payload": {"aps": {"badge": 1}}},
            "webpush": null,
        });
        assert_eq!(field(&message), None);
    }

    #[test]
    fn every_kind_of_mistake_names_its_field() {
        for (message, wrong) in [
            (json!({"colour": 1}), "message"),
            (json!({"data": {"a": "1", "b": 2}}), "message.data[1].value"),
            (json!({"data": []}), "message.data"),
            (json!({"token": 1}), "message.token"),
            (json!({"name": "x"}), "message.name"),
            (json!({"android": {"priority": "urgent"}}), "message.android.priority"),
            (json!({"android": {"ttl": "10"}}), "message.android.ttl"),
            (json!({"android": {"ttl": 10}}), "message.android.ttl"),
            (json!({"android": {"direct_boot_ok": "yes"}}), "message.android.direct_boot_ok"),
            (json!({"android": {"notification": {"badge": 1}}}), "message.android.notification"),
            (
                json!({"android": {"notification": {"body_loc_args": [1]}}}),
                "message.android.notification.body_loc_args[0]",
            ),
            (json!({"apns": {"payload": "x"}}), "message.apns.payload"),
            (json!([]), "message"),
        ] {
            assert_eq!(field(&message).as_deref(), Some(wrong), "{message}");
        }
    }

    #[test]
    fn durations_are_read_to_the_millisecond() {
        for (text, ms) in
            [("0s", Some(0)), ("3.5s", Some(3500)), ("2419200s", Some(2_419_200_000)), ("1.0004s", Some(1000))]
        {
            assert_eq!(duration_ms(text), ms, "{text}");
        }
        for text in ["", "s", "-1s", "1", ".5s", "1.s", "1e3s", "99999999999999999999s"] {
            assert_eq!(duration_ms(text), None, "{text}");
        }
    }
}
