//! The incumbent's JSON, told in our own spelling. Every value keeps the line and the key it was written at.
//!
//! Source: `mattermost/mattermost-push-proxy` `server/config_push_proxy.go` and its sample file; `WebPushSettings`: its
//! pull request 166 (planned).

use std::collections::BTreeMap;

use countersign_settings::{Node, Place, Value, keys_of};

use super::{
    callers::{CallerSection, KeySection},
    own,
};

mod keys;

use keys::{KEYS, Key, Meaning, Spelling};

/// Where the queue lies unless something says otherwise: the incumbent's file has no key for it.
const DEFAULT_QUEUE: &str = "/var/lib/countersign-push/queue";
/// The incumbent's default for `TTLSeconds`.
const STRICT_TTL_SECS: i64 = 30;
/// Its defaults for one attempt and for all attempts together.
const ATTEMPT_SECS: i64 = 8;
const SEND_SECS: i64 = 30;

/// Turns the incumbent's settings into ours. `notices` gets what was passed over, and why.
pub(super) fn translate(file: Node, notices: &mut Vec<String>) -> Node {
    let mut tree = Node::table(Place::default());
    let Value::Table(members) = file.value else { return file };
    for (key, node) in members {
        member(&mut tree, Spelling::Top, &key, node, notices);
    }
    defaults(&mut tree);
    let throttle = tree.members().and_then(|members| members.get_mut("throttle")?.members()?.get("per_second"));
    if let Some(limit) = throttle {
        let text = "this limit is kept here: over it callers hear 429, which Mattermost does not repeat";
        notices.push(format!("{}: {text}", limit.place));
    }
    tree
}

/// Puts one of the incumbent's keys where its meaning belongs.
fn member(section: &mut Node, spelling: Spelling, key: &str, node: Node, notices: &mut Vec<String>) {
    let known = KEYS.iter().find(|known| known.section == spelling && known.name.eq_ignore_ascii_case(key));
    match known.map(|known| &known.meaning) {
        Some(Meaning::As(ours)) => put(section, ours, node),
        Some(Meaning::Secs(ours)) => seconds(section, ours, node, 1),
        Some(Meaning::Millis(ours)) => seconds(section, ours, node, 1000),
        Some(Meaning::Words(ours)) => put(section, ours, words(node)),
        Some(Meaning::Development) => put(section, "environment", environment(node)),
        Some(Meaning::Targets(ours, inner)) => put(section, ours, targets(node, *inner, notices)),
        Some(Meaning::Idle(why)) => {
            if !is_empty(&node.value) {
                notices.push(format!("{}: accepted, and means nothing here: {why}", node.place));
            }
        }
        None => match spelling.own_keys().iter().find(|ours| is_spelt_as(ours, key)) {
            Some(ours) => put(section, ours, node),
            None => notices.push(format!("{}: there is no such key; it is passed over", node.place)),
        },
    }
}

fn targets(mut list: Node, spelling: Spelling, notices: &mut Vec<String>) -> Node {
    if let Value::List(items) = &mut list.value {
        for item in items {
            let mut target = Node::table(item.place.clone());
            if let Value::Table(members) = &mut item.value {
                for (key, node) in std::mem::take(members) {
                    member(&mut target, spelling, &key, node, notices);
                }
                credential(&mut target);
                *item = target;
            }
        }
    }
    list
}

/// Empty texts are no texts. A token's key counts only when all three of its settings are there, and then wins over a
/// certificate.
fn credential(target: &mut Node) {
    let Some(members) = target.members() else { return };
    members.retain(|_, node| !matches!(&node.value, Value::Text(text) if text.is_empty()));
    let token = ["key_file", "key_id", "team_id"];
    let certificate = ["certificate_file", "certificate_password"];
    let whole = token.iter().all(|key| members.contains_key(*key));
    let idle: &[&str] = match whole {
        true => &certificate,
        false if members.contains_key("certificate_file") => &token,
        false => &[],
    };
    for key in idle {
        members.remove(*key);
    }
}

fn put(section: &mut Node, path: &str, node: Node) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let place = section.place.clone();
    let Some(members) = section.members() else { return };
    match rest {
        None => drop(members.insert(step.to_owned(), node)),
        Some(rest) => put(members.entry(step.to_owned()).or_insert_with(|| Node::table(place)), rest, node),
    }
}

/// Seconds in units of `factor` to a second; 0 means the default.
fn seconds(section: &mut Node, path: &str, mut node: Node, factor: i64) {
    if let Value::Int(secs) = &mut node.value {
        if *secs == 0 {
            return;
        }
        *secs = secs.saturating_mul(factor);
    }
    put(section, path, node);
}

fn words(node: Node) -> Node {
    let Value::Text(text) = &node.value else { return node };
    let items = text.split_whitespace().map(|word| Node::new(Value::Text(word.to_owned()), node.place.clone()));
    Node::new(Value::List(items.collect()), node.place.clone())
}

fn environment(node: Node) -> Node {
    let Value::Bool(development) = node.value else { return node };
    let name = if development { "development" } else { "production" };
    Node::new(Value::Text(name.to_owned()), node.place)
}

/// What the incumbent does where its file says nothing.
fn defaults(tree: &mut Node) {
    let place = tree.place.clone();
    let Some(members) = tree.members() else { return };
    let millis = |members: &mut BTreeMap<String, Node>, key: &str| {
        members.remove(key).map(|node| match node.value {
            Value::Int(millis) if millis >= 0 => Ok(millis),
            _ => Err(node),
        })
    };
    let send = millis(members, "send_time_ms").unwrap_or(Ok(SEND_SECS * 1000));
    let attempt = millis(members, "attempt_time_ms").unwrap_or(Ok(ATTEMPT_SECS * 1000));
    let attempt = match (send, attempt) {
        (Ok(send), Ok(attempt)) => Node::new(Value::Int(attempt.min(send)), place.clone()),
        (Err(wrong), _) | (_, Err(wrong)) => wrong,
    };
    members.insert("attempt_time_ms".to_owned(), attempt);
    let strict =
        members.get("compat").is_some_and(|compat| matches!(&compat.value, Value::Text(text) if text == "strict"));
    let text = |text: &str| Node::new(Value::Text(text.to_owned()), place.clone());
    let has_nats = members.get_mut("queue").and_then(Node::members).is_some_and(|queue| queue.contains_key("nats"));
    let mut absent = |section: &str, key: &str, value: Node| {
        let section = members.entry(section.to_owned()).or_insert_with(|| Node::table(place.clone()));
        if let Some(members) = section.members() {
            members.entry(key.to_owned()).or_insert(value);
        }
    };
    if !has_nats {
        absent("queue", "folder", text(DEFAULT_QUEUE));
    }
    // Without one it would take port 80.
    let nowhere = Place { line: None, name: "ListenAddress".to_owned() };
    members.entry("listen".to_owned()).or_insert_with(|| Node::new(Value::Text(String::new()), nowhere));
    // Nobody who keeps the file speaks it, and what is not spoken is not attacked.
    members.entry("http2_cleartext".to_owned()).or_insert_with(|| Node::new(Value::Bool(false), place.clone()));
    // Its limiter never limits: who did not ask for a limit is not surprised by one.
    if members.get_mut("throttle").and_then(Node::members).is_some_and(|throttle| !throttle.contains_key("per_second"))
    {
        members.remove("throttle");
    }
    if let Some(Value::List(items)) = members.get_mut("web_push").filter(|_| strict).map(|node| &mut node.value) {
        for item in items {
            let ttl = Node::new(Value::Int(STRICT_TTL_SECS), item.place.clone());
            if let Some(members) = item.members() {
                members.entry("max_ttl_secs".to_owned()).or_insert(ttl);
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

/// `ExtraRootsFile` is `extra_roots_file`.
fn is_spelt_as(ours: &str, theirs: &str) -> bool {
    let plain = |c: &char| *c != '_';
    ours.chars().filter(plain).eq(theirs.chars().filter(plain).map(|c| c.to_ascii_lowercase()))
}

/// The incumbent's name for a key of ours that is not in the file; `path` is its whole path.
pub(super) fn spell(path: &str, key: &str) -> Option<&'static str> {
    let section = path.split('[').next().unwrap_or_default();
    let inner = |known: &Key| match known.meaning {
        Meaning::Targets(ours, spelling) if ours == section && path.contains('[') => Some(spelling),
        _ => None,
    };
    let spelling = KEYS.iter().find_map(inner).unwrap_or(Spelling::Top);
    KEYS.iter().find(|known| known.section == spelling && known.meaning.ours() == Some(key)).map(|known| known.name)
}

impl Spelling {
    /// The keys of ours that may stand there too.
    fn own_keys(self) -> &'static [&'static str] {
        match self {
            Self::Top => keys_of::<own::File>(),
            Self::Apple => keys_of::<own::Apns>(),
            Self::Android => keys_of::<own::Fcm>(),
            Self::WebPush => keys_of::<own::WebPush>(),
            Self::Caller => keys_of::<CallerSection>(),
            Self::CallerKey => keys_of::<KeySection>(),
        }
    }
}

/// Every key with its section and what becomes of it, for the reference page.
#[cfg(test)]
pub(super) fn described() -> impl Iterator<Item = [String; 3]> {
    KEYS.iter().map(|key| {
        let section = match key.section {
            Spelling::Top => "the top",
            Spelling::Apple => "`ApplePushSettings[]`",
            Spelling::Android => "`AndroidPushSettings[]`",
            Spelling::WebPush => "`WebPushSettings[]`",
            Spelling::Caller => "`Callers[]`",
            Spelling::CallerKey => "`Callers[].Keys[]`",
        };
        let meaning = match &key.meaning {
            Meaning::As(ours) => format!("`{ours}`"),
            Meaning::Secs(ours) => format!("`{ours}`; 0 is the default"),
            Meaning::Millis("send_time_ms") => "at most this for `attempt_time_ms`; 0 is 30".to_owned(),
            Meaning::Millis(ours) => format!("`{ours}`, in seconds; 0 is the default"),
            Meaning::Words(ours) => format!("`{ours}`, with spaces between"),
            Meaning::Development => "`environment = \"development\"`".to_owned(),
            Meaning::Targets(ours, _) => format!("`[[{ours}]]`"),
            Meaning::Idle(why) => format!("accepted, and means nothing: {why}"),
        };
        [key.name.to_owned(), section.to_owned(), meaning]
    })
}
