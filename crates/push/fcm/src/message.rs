//! The data message: texts only, in the form the incumbent writes.
//!
//! Source: recordings of the incumbent, golden `push-gateway` (`android-*`).

use std::fmt::Write;

use countersign_dispatch::{Push, PushClass};
use countersign_push_content::{Compat, Content, Policy, escape_as_go};
use countersign_wire_push::{BADGE_UNTOUCHED, NO_SIGNATURE, PushMessage, PushTransport, PushType};
use countersign_wire_vendor::fcm::{AndroidPriority, MAX_PAYLOAD_BYTES};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// What Android shows of nobody in particular.
const SOMEONE: &str = "Someone";

/// A message and how large its payload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// The body of the request.
    pub json: Vec<u8>,
    /// Bytes of all data keys and values: what Google counts.
    pub payload_bytes: usize,
}

/// The body for a push, fitted into Google's limit as far as that is possible by shortening texts. With `smaller` all
/// texts are left out at once.
///
/// # Panics
/// Never: texts serialise.
pub fn message(push: &Push, policy: &Policy, smaller: bool) -> Fitted {
    let mut content = if smaller { Content::bare(policy) } else { Content::of(&push.message, policy) };
    let mut size = Data { push, content: &content }.size();
    if size > MAX_PAYLOAD_BYTES && policy.compat == Compat::Improved {
        content.shorten(size - MAX_PAYLOAD_BYTES, str::len);
        size = Data { push, content: &content }.size();
    }
    let request = Request {
        message: Message {
            token: &push.message.device_id,
            data: Data { push, content: &content },
            android: Android::of(push, policy.compat),
        },
    };
    let mut json = Vec::with_capacity(1280);
    serde_json::to_writer(&mut json, &request).expect("texts serialise, and memory takes them");
    if policy.compat == Compat::Strict {
        json = escape_as_go(&json);
    }
    Fitted { json, payload_bytes: size }
}

#[derive(Serialize)]
struct Request<'a> {
    message: Message<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    data: Data<'a>,
    android: Android,
    token: &'a str,
}

#[derive(Serialize)]
struct Android {
    #[serde(skip_serializing_if = "Option::is_none")]
    collapse_key: Option<&'static str>,
    priority: AndroidPriority,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<String>,
}

impl Android {
    fn of(push: &Push, compat: Compat) -> Self {
        // Android knows no calls: a call flagged for Apple goes out as the message it is.
        let silent = push.class == PushClass::Silent
            || (push.class == PushClass::Call
                && !push.message.is_id_loaded
                && !matches!(push.message.kind, PushType::Message | PushType::Session));
        if compat == Compat::Strict || !silent {
            let ring = compat == Compat::Improved && push.message.transport == PushTransport::Voip;
            return Self { collapse_key: None, priority: AndroidPriority::High, ttl: ring.then(|| "30s".to_owned()) };
        }
        let life = push.expires_at.since(push.accepted_at).as_secs();
        let collapse_key = (push.message.kind == PushType::UpdateBadge).then_some("badge");
        Self { collapse_key, priority: AndroidPriority::Normal, ttl: Some(format!("{life}s")) }
    }
}

/// The data map, written key by key.
struct Data<'a> {
    push: &'a Push,
    content: &'a Content<'a>,
}

impl Data<'_> {
    fn size(&self) -> usize {
        let mut size = 0;
        self.each(|key, value| size += key.len() + value.len());
        size
    }

    fn each(&self, mut put: impl FnMut(&'static str, &str)) {
        let message: &PushMessage = &self.push.message;
        let content = self.content;
        let yes_no = |yes: bool| if yes { "true" } else { "false" };
        put("ack_id", &message.ack_id);
        put("type", message.kind.as_str());
        put("sub_type", &message.sub_type);
        put("version", &message.version);
        put("channel_id", &message.channel_id);
        put("server_id", &message.server_id);
        put("category", &message.category);
        put("is_crt_enabled", yes_no(message.is_crt_enabled));
        if message.badge != BADGE_UNTOUCHED {
            let mut number = String::new();
            let _ = write!(number, "{}", message.badge);
            put("badge", &number);
        }
        if !message.root_id.is_empty() {
            put("root_id", &message.root_id);
        }
        put("signature", if message.signature.is_empty() { NO_SIGNATURE } else { &message.signature });
        if message.is_id_loaded {
            put("post_id", &message.post_id);
            put("message", &content.text);
            put("id_loaded", "true");
            put("sender_id", &message.sender_id);
            put("sender_name", SOMEONE);
            put("team_id", &message.team_id);
        } else if matches!(message.kind, PushType::Message | PushType::Session) {
            put("team_id", &message.team_id);
            put("sender_id", &message.sender_id);
            put("sender_name", &content.sender_name);
            put("message", &content.text);
            put("channel_name", &content.channel_name);
            put("post_id", &message.post_id);
            put("override_username", &content.override_username);
            put("override_icon_url", &content.override_icon_url);
            put("from_webhook", &content.from_webhook);
        }
    }
}

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut failure = None;
        self.each(|key, value| {
            if failure.is_none() {
                failure = map.serialize_entry(key, value).err();
            }
        });
        failure.map_or_else(|| map.end(), Err)
    }
}
