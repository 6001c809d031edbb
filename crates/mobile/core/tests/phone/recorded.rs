//! Against what a running server 11.6 of the incumbent's answered, as recorded in `tests/golden`.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use serde_json::Value;

use countersign_mobile_core::bridge::{BridgeCall, BridgeReply, GateView};
use countersign_mobile_host::{HttpRequest, HttpResponse, TransportError, memory::MemoryTransport};

use crate::support::{Bell, Phone};

/// Answers by method and path, without the query.
fn recording(flow: &str, user: Option<&str>) -> HashMap<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden/server-api").join(flow);
    let mut answers = HashMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let step: Value = serde_json::from_str(line).unwrap();
        if step["as"].as_str() != user || !step["response"].is_object() {
            continue;
        }
        let request = unmasked(step["request"].clone());
        let path = request["path"].as_str().unwrap().split('?').next().unwrap().to_owned();
        let key = format!("{} {path}", request["method"].as_str().unwrap());
        let mut answer = unmasked(step["response"].clone());
        if key.ends_with("/config/client") {
            // Times are texts there.
            for value in answer["body"].as_object_mut().into_iter().flat_map(|body| body.values_mut()) {
                *value = Value::from(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
        }
        answers.entry(key).or_insert(answer);
    }
    answers
}

/// Puts ids and times where the recording has masks: `<user:ana>` an id of its own, `<time:7>` a number.
fn unmasked(value: Value) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("<time:").and_then(|rest| rest.strip_suffix('>')) {
            Some(place) => Value::from(1_700_000_000_000 + 1000 * place.parse::<i64>().unwrap()),
            None => Value::from(with_ids(&text)),
        },
        Value::Array(items) => items.into_iter().map(unmasked).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (with_ids(&key), unmasked(value))).collect(),
        other => other,
    }
}

fn with_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((mask, behind)) = after.split_once('>').filter(|(mask, _)| mask.contains(':')) else { break };
        let letters: String = mask.chars().filter(char::is_ascii_alphanumeric).collect();
        out.push_str(before);
        out.push_str(&format!("{letters:0<26}")[..26]);
        rest = behind;
    }
    out + rest
}

#[tokio::test]
async fn the_incumbents_answers_make_a_complete_phone() {
    let mut answers = recording("ping-config-license.jsonl", None);
    answers.extend(recording("entry.jsonl", Some("nora")));
    answers.extend(
        recording("ping-config-license.jsonl", Some("alice")).into_iter().filter(|(key, _)| key.contains("/config/")),
    );
    answers
        .extend(recording("session-device.jsonl", Some("sven")).into_iter().filter(|(key, _)| key.contains("device")));
    let transport = MemoryTransport::new(move |request: &HttpRequest| {
        let path = request.url.strip_prefix("https://chat.example.com").unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        let path = if path.is_empty() { "/" } else { path };
        let key = format!("{} {path}", request.method.as_str());
        let Some(answer) = answers.get(&key) else {
            return Err(TransportError::Unreachable);
        };
        let headers = answer["headers"].as_object().into_iter().flatten();
        let headers = headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect();
        let status = u16::try_from(answer["status"].as_u64().unwrap()).unwrap();
        let body = if answer["body"].is_null() { String::new() } else { answer["body"].to_string() };
        Ok(HttpResponse { status, headers, body: body.into_bytes(), url: request.url.clone() })
    });
    let mut phone = Phone::new(&Bell::new());
    phone.transport = Some(Arc::new(transport));
    phone.start();
    phone.core().enter_foreground();
    let looked = phone.call(BridgeCall::LookAtServer { url: "chat.example.com".to_owned() }).await;
    let BridgeReply::Server(server) = looked else { panic!("{looked:?}") };
    assert_eq!((server.email_sign_in, server.username_sign_in), (true, true));
    let state = phone.log_in("nora", "Passw0rd-nora").await;
    assert!(matches!(&state, BridgeReply::State(state) if state.gate == GateView::Open), "{state:?}");

    let BridgeReply::Channels(list) = phone.call(BridgeCall::Channels).await else { panic!("no list") };
    assert_eq!(list.team_name, "Alpha");
    let sections: Vec<_> = list.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(sections, ["Channels", "Direct Messages"]);
    let direct = &list.sections[1].channels[0];
    assert_eq!(
        (direct.name.as_str(), direct.kind.as_str(), direct.status.as_deref()),
        ("alice", "direct", Some("online"))
    );
    let garden = list.sections[0].channels.iter().find(|row| row.name == "Garden").unwrap();
    assert!(garden.unread && garden.mentions > 0, "{garden:?}");
    let channel = phone.open(garden.id).await;
    assert_eq!(channel.page.posts.len(), 5);
    assert!(channel.page.posts.iter().any(|post| post.author == "alice"));
}
