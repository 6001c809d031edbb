//! Recorded headers against ours.

use serde_json::Value;

use super::{compare::Differences, mask::Labels};
use crate::client::Reply;

/// Headers that every answer has unless the recording says otherwise.
const STANDARD: &[&str] = &["permissions-policy", "referrer-policy", "x-content-type-options"];
/// Headers that are the transport's.
const TRANSPORT: &[&str] = &["transfer-encoding", "connection", "content-length", "date"];

pub(crate) fn compare_headers(recorded: &Value, reply: &Reply, labels: &mut Labels) -> Differences {
    let mut differences = Vec::new();
    let wanted = recorded["headers"].as_object().cloned().unwrap_or_default();
    for (name, value) in &wanted {
        let name = name.to_ascii_lowercase();
        if TRANSPORT.contains(&name.as_str()) || (name == "content-encoding" && is_shorter(reply)) {
            continue;
        }
        let ours: Vec<&str> = reply.headers.get_all(&name).iter().filter_map(|value| value.to_str().ok()).collect();
        let recorded: Vec<&str> = match value {
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            value => value.as_str().into_iter().collect(),
        };
        let fits = recorded.len() == ours.len()
            && recorded.iter().zip(&ours).all(|(recorded, ours)| labels.fit(recorded, ours));
        if !fits {
            let ours = if ours.is_empty() { "missing" } else { "different" };
            differences.push(format!("header {name} is {ours}, recorded was {}", recorded.join(" | ")));
        }
    }
    let absent = recorded["absent_std_headers"].as_array().cloned().unwrap_or_default();
    for name in STANDARD {
        if reply.headers.contains_key(*name) == absent.iter().any(|absent| absent == name) {
            differences.push(format!("header {name} is there or not, other than recorded"));
        }
    }
    let known = |name: &str| wanted.keys().any(|wanted| wanted.eq_ignore_ascii_case(name));
    for name in reply.headers.keys().map(http_name) {
        let usual = TRANSPORT.contains(&name) || STANDARD.contains(&name) || name.starts_with("x-");
        if !usual && !known(name) {
            differences.push(format!("header {name} is not in the recording"));
        }
    }
    differences
}

/// Names were longer when it was recorded, and lists that show one element had others: our answer may be just too short
/// to be compressed.
fn is_shorter(reply: &Reply) -> bool {
    (560..1024).contains(&reply.body.len())
}

fn http_name(name: &hyper::header::HeaderName) -> &str {
    name.as_str()
}
