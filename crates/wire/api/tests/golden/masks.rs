//! The recorder's masks, replaced by values of the right kind.

use serde_json::{Map, Value};

/// The same with every mask replaced: times by numbers, ids by 26 characters made of their label.
pub(crate) fn unmask(value: &Value) -> Value {
    match value {
        Value::String(text) => match time(text) {
            Some(time) => Value::from(time),
            None => Value::String(unmask_text(text)),
        },
        Value::Array(list) => Value::Array(list.iter().map(unmask).collect()),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, value)| (unmask_text(key), unmask(value))).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// `<time:7>`, `<in:4320h>` and `<seconds:+3600>` stand for whole numbers.
fn time(text: &str) -> Option<i64> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    if let Some(number) = inner.strip_prefix("time:") {
        return Some(1_795_000_000_000 + number.parse::<i64>().ok()?);
    }
    if inner.starts_with("seconds:") {
        return Some(1_795_003_600);
    }
    inner.strip_prefix("in:").map(|_| 1_810_000_000_000)
}

fn unmask_text(text: &str) -> String {
    let parsed = text.starts_with(['{', '[']).then(|| serde_json::from_str::<Value>(text).ok()).flatten();
    if let Some(inner) = parsed {
        return unmask(&inner).to_string();
    }
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((label, after)) = after.split_once('>') else {
            out.push('<');
            rest = after;
            continue;
        };
        out.push_str(&id(label));
        rest = after;
    }
    out + rest
}

fn id(label: &str) -> String {
    let label = if label == "unknown-id" { "a" } else { label };
    let letters: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{:a<26.26}", letters.to_lowercase())
}
