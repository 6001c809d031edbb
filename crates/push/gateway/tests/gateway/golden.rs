//! The recorded cases of the incumbent, played against the whole gateway: exactly so in strict manners, and otherwise
//! with the differences that are named in `differences.txt`.

use std::{collections::BTreeMap, fmt::Write, fs, path::PathBuf, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use countersign_loopback::{Peer, PeerOptions, Received, Reply};
use countersign_push::{Gateway, GatewayConfig, RunningGateway, TargetConfig, VendorConfig};
use countersign_push_content::Compat;
use countersign_wire_vendor::apns::{DEVELOPMENT_HOST, Environment};
use serde_json::Value;

use crate::support::{ACCEPTED, Seen, Vendors, ask, script, surroundings};

/// Groups whose vendor takes everything.
const GROUPS: [&str; 13] = [
    "apple-message",
    "apple-id-loaded",
    "apple-silent",
    "apple-voip",
    "android-message",
    "android-id-loaded",
    "android-silent",
    "android-voip",
    "device-token",
    "request-decoding",
    "validation",
    "ack",
    "routes",
];

/// Headers that matter to Apple.
const MATTERS: [&str; 6] =
    ["apns-topic", "apns-push-type", "apns-priority", "apns-expiration", "apns-collapse-id", "apns-id"];

struct Stage {
    gateway: RunningGateway,
    vendors: Vendors,
    sandbox: Peer,
}

async fn stage(compat: Compat) -> Stage {
    let vendors = Vendors::start(script(|_| Reply::status(200)), script(|_| Reply::json(200, ACCEPTED))).await;
    let options = PeerOptions::tls(&vendors.authority, DEVELOPMENT_HOST);
    let sandbox = Peer::http2(options, |_| Reply::status(200)).await;
    let mut config: GatewayConfig = vendors.config();
    config.compat = compat;
    let mut beta: TargetConfig = config.targets[0].clone();
    "apple_rnbeta".clone_into(&mut beta.name);
    if let VendorConfig::Apns { topic, environment, endpoint, .. } = &mut beta.vendor {
        "com.example.app.beta".clone_into(topic);
        *environment = Environment::Development;
        let url: countersign_egress::Endpoint = format!("https://{DEVELOPMENT_HOST}").parse().unwrap();
        *endpoint = Some(url.via("127.0.0.1", sandbox.address().port()));
    }
    config.targets.push(beta);
    if let VendorConfig::Fcm { project_id, .. } = &mut config.targets[1].vendor {
        "fake-project".clone_into(project_id);
    }
    let gateway = Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await.unwrap();
    Stage { gateway, vendors, sandbox }
}

impl Stage {
    fn peers(&self) -> [&Peer; 3] {
        [&self.vendors.apple, &self.sandbox, &self.vendors.google]
    }

    fn counts(&self) -> [usize; 3] {
        self.peers().map(|peer| peer.received().len())
    }

    /// What came since the counts were taken.
    fn since(&self, counts: [usize; 3]) -> Vec<Received> {
        let peers = self.peers().into_iter().zip(counts);
        peers.flat_map(|(peer, count)| peer.received().split_off(count)).collect()
    }
}

fn cases() -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden/push-gateway");
    let mut cases = Vec::new();
    for group in GROUPS {
        let text = fs::read_to_string(folder.join(format!("{group}.jsonl"))).unwrap();
        cases.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    assert!(cases.len() > 350, "{} cases", cases.len());
    cases
}

/// The exact body that was posted; `None` for those that the recording describes in words.
fn body(request: &Value) -> Option<Vec<u8>> {
    if request.get("body_note").is_some() {
        return None;
    }
    if let Some(text) = request["body_text"].as_str() {
        return Some(text.as_bytes().to_vec());
    }
    if let Some(text) = request["body_base64"].as_str() {
        return Some(BASE64.decode(text).unwrap());
    }
    let Some(members) = request["body"].as_object() else { return Some(Vec::new()) };
    let members: serde_json::Map<_, _> = members.iter().map(|(key, value)| (key.clone(), unfold(value))).collect();
    Some(serde_json::to_vec(&members).unwrap())
}

fn unfold(value: &Value) -> Value {
    match (value["repeat"].as_str(), value["times"].as_u64()) {
        (Some(text), Some(times)) => Value::String(text.repeat(usize::try_from(times).unwrap())),
        _ => value.clone(),
    }
}

/// What differs from the recording, by place.
async fn differences(stage: &Stage, case: &Value) -> Option<BTreeMap<String, String>> {
    let request = &case["request"];
    let before = stage.counts();
    let (method, path) = (request["method"].as_str().unwrap(), request["path"].as_str().unwrap());
    let (status, _, answer) = ask(stage.gateway.addr(), method, path, body(request)?).await;
    let mut found = BTreeMap::new();
    let mut note = |place: &str, recorded: &Value, now: &Value| {
        if recorded != now {
            found.insert(place.to_owned(), format!("{recorded} recorded, {now} now"));
        }
    };
    note("status", &case["answer"]["status"], &Value::from(status.as_u16()));
    let recorded = serde_json::from_str::<Value>(case["answer"]["body_text"].as_str().unwrap()).unwrap_or_default();
    let now = serde_json::from_slice::<Value>(&answer).unwrap_or_default();
    if path != "/version" {
        for member in ["status", "error"] {
            note(&format!("answer.{member}"), &recorded[member], &now[member]);
        }
    }
    let sent = &stage.since(before)[..];
    let recorded = case["upstream"].as_array().unwrap();
    note("upstream.count", &recorded.len().into(), &sent.len().into());
    if let ([recorded], [sent]) = (&recorded[..], sent) {
        note("upstream.authority", &recorded["authority"], &format!("https://{}", sent.authority).into());
        note("upstream.path", &recorded["path"], &sent.path.clone().into());
        for name in MATTERS {
            let now = sent.headers.get(name).map_or(Value::Null, |value| value.to_str().unwrap().into());
            note(&format!("header.{name}"), &recorded["headers"][name], &now);
        }
        compare(&recorded["body"], &serde_json::from_slice(&sent.body).unwrap(), "body", &mut note);
    }
    Some(found)
}

fn compare(recorded: &Value, now: &Value, place: &str, note: &mut impl FnMut(&str, &Value, &Value)) {
    match (recorded, now) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<_> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                compare(&recorded[key], &now[key], &format!("{place}.{key}"), note);
            }
        }
        _ => note(place, recorded, now),
    }
}

/// Refused on purpose also in strict manners: they are attacks, or cost nothing but memory.
const REFUSED_ALWAYS: [&str; 3] = ["device-token/", "routes/", "request-decoding/huge-message"];

#[tokio::test]
async fn strict_manners_are_the_incumbents() {
    let stage = stage(Compat::Strict).await;
    let mut wrong = String::new();
    for case in cases() {
        let id = case["id"].as_str().unwrap();
        if REFUSED_ALWAYS.iter().any(|group| id.starts_with(group)) {
            continue;
        }
        for (place, difference) in differences(&stage, &case).await.unwrap_or_default() {
            let _ = writeln!(wrong, "{id}: {place}: {difference}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn our_own_manners_differ_where_it_is_named() {
    let stage = stage(Compat::Improved).await;
    let mut lines = String::new();
    for case in cases() {
        let Some(found) = differences(&stage, &case).await else { continue };
        // Every push has an id of its own now: said once, not for each case.
        let places: Vec<_> = found.keys().map(String::as_str).filter(|place| *place != "header.apns-id").collect();
        if !places.is_empty() {
            let _ = writeln!(lines, "{}: {}", case["id"].as_str().unwrap(), places.join(", "));
        }
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/gateway/differences.txt");
    if !path.exists() {
        fs::write(&path, &lines).unwrap();
        panic!("{} was not there and has been written: read it, then keep it", path.display());
    }
    let expected = fs::read_to_string(&path).unwrap();
    let (now, was): (Vec<_>, Vec<_>) = (lines.lines().collect(), expected.lines().collect());
    let new: Vec<_> = now.iter().filter(|line| !was.contains(line)).collect();
    let gone: Vec<_> = was.iter().filter(|line| !now.contains(line)).collect();
    assert!(new.is_empty() && gone.is_empty(), "new differences: {new:#?}\ngone: {gone:#?}");
}
