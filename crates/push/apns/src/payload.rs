//! The payload: JSON, in the order and with the members the incumbent writes.
//!
//! Source: recordings of the incumbent, golden `push-gateway` (`apple-*`).

use countersign_dispatch::{Push, PushClass};
use countersign_push_content::{Compat, Content, Policy, escape_as_go};
use countersign_wire_push::{NO_SIGNATURE, PushMessage, PushType};
use countersign_wire_vendor::apns::PushKind;
use serde::Serialize;

use crate::{Envelope, request::badge};

/// The payload of a push, fitted into Apple's limit as far as that is possible by shortening texts. With `smaller` all
/// texts are left out at once.
///
/// # Panics
/// Never: texts and numbers serialise.
pub fn payload(push: &Push, envelope: &Envelope, policy: &Policy, smaller: bool) -> Vec<u8> {
    let message = &*push.message;
    let mut content = if smaller { Content::bare(policy) } else { Content::of(message, policy) };
    let limit = envelope.kind.max_payload_bytes();
    let mut json = write(push, envelope, policy, &content);
    if json.len() <= limit || policy.compat == Compat::Strict {
        return json;
    }
    // The title stands twice in the payload, so one round can take more than is needed but never less.
    while json.len() > limit {
        let enough = content.shorten(json.len() - limit, escaped_len);
        json = write(push, envelope, policy, &content);
        if !enough {
            break;
        }
    }
    json
}

/// How many bytes a text takes inside a JSON string.
fn escaped_len(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 2,
            0..0x20 => 6,
            _ => 1,
        })
        .sum()
}

fn write(push: &Push, envelope: &Envelope, policy: &Policy, content: &Content<'_>) -> Vec<u8> {
    let mut json = Vec::with_capacity(1280);
    let written = if envelope.kind == PushKind::Voip {
        serde_json::to_writer(&mut json, &CallPayload::new(&push.message, content))
    } else {
        serde_json::to_writer(&mut json, &Payload::new(push, envelope, policy, content))
    };
    written.expect("texts and numbers serialise, and memory takes them");
    if policy.compat == Compat::Strict { escape_as_go(&json) } else { json }
}

#[derive(Serialize)]
struct Payload<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    ack_id: &'a str,
    aps: Aps<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    channel_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    channel_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    from_webhook: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    id_loaded: bool,
    is_crt_enabled: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    override_icon_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    override_username: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    post_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    root_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sender_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sender_name: &'a str,
    server_id: &'a str,
    signature: &'a str,
    sub_type: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    team_id: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Aps<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<Alert<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<i64>,
    #[serde(skip_serializing_if = "str::is_empty")]
    category: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_available: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutable_content: Option<u8>,
    #[serde(skip_serializing_if = "str::is_empty")]
    sound: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    thread_id: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Alert<'a> {
    Text(&'a str),
    Parts {
        #[serde(skip_serializing_if = "str::is_empty")]
        body: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        title: &'a str,
    },
}

impl<'a> Payload<'a> {
    fn new(push: &'a Push, envelope: &Envelope, policy: &Policy, content: &'a Content<'_>) -> Self {
        let message = &*push.message;
        let shown = message.is_id_loaded || matches!(message.kind, PushType::Message | PushType::Session);
        Self {
            ack_id: &message.ack_id,
            aps: Aps::new(push, envelope, policy, content),
            channel_id: &message.channel_id,
            channel_name: if shown && !message.is_id_loaded { &content.channel_name } else { "" },
            from_webhook: &content.from_webhook,
            id_loaded: message.is_id_loaded,
            is_crt_enabled: message.is_crt_enabled,
            override_icon_url: &content.override_icon_url,
            override_username: &content.override_username,
            post_id: &message.post_id,
            root_id: &message.root_id,
            sender_id: &message.sender_id,
            sender_name: &content.sender_name,
            server_id: &message.server_id,
            signature: signature(message),
            sub_type: &message.sub_type,
            team_id: &message.team_id,
            r#type: message.kind.as_str(),
            version: shown.then_some(&message.version),
        }
    }
}

impl<'a> Aps<'a> {
    fn new(push: &'a Push, envelope: &Envelope, policy: &Policy, content: &'a Content<'_>) -> Self {
        let message = &*push.message;
        let base = Self { badge: badge(message), thread_id: thread_id(message), ..Self::default() };
        if message.is_id_loaded {
            let alert = Alert::Parts { body: &content.text, title: "" };
            return Self { content_available: Some(1), ..base.shown(message, alert) };
        }
        match message.kind {
            PushType::Message => Self { content_available: Some(1), ..base.shown(message, alert(message, content)) },
            PushType::Session => base.shown(message, alert(message, content)),
            PushType::Clear | PushType::Test => Self { content_available: Some(1), ..base },
            _ => {
                // Without this a push that shows nothing would not reach the app at all.
                let wakes = policy.compat == Compat::Improved && push.class == PushClass::Silent;
                let wakes = wakes || envelope.kind == PushKind::Background;
                Self { content_available: wakes.then_some(1), ..base }
            }
        }
    }

    fn shown(self, message: &'a PushMessage, alert: Alert<'a>) -> Self {
        Self { alert: Some(alert), category: &message.category, mutable_content: Some(1), sound: "default", ..self }
    }
}

fn alert<'a>(message: &PushMessage, content: &'a Content<'_>) -> Alert<'a> {
    if message.version == "v2" && !content.channel_name.is_empty() {
        Alert::Parts { body: &content.text, title: &content.channel_name }
    } else {
        Alert::Text(&content.text)
    }
}

fn thread_id(message: &PushMessage) -> &str {
    if message.channel_id.is_empty() {
        ""
    } else if message.is_crt_enabled && !message.root_id.is_empty() {
        &message.root_id
    } else {
        &message.channel_id
    }
}

fn signature(message: &PushMessage) -> &str {
    if message.signature.is_empty() { NO_SIGNATURE } else { &message.signature }
}

/// A call's payload, read by the app's `PushKit` handler.
#[derive(Serialize)]
struct CallPayload<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    ack_id: &'a str,
    aps: Aps<'a>,
    channel_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    channel_name: &'a str,
    id_loaded: bool,
    post_id: &'a str,
    sender_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sender_name: &'a str,
    server_id: &'a str,
    signature: &'a str,
    sub_type: &'a str,
    thread_id: &'a str,
    r#type: &'a str,
}

impl<'a> CallPayload<'a> {
    fn new(message: &'a PushMessage, content: &'a Content<'_>) -> Self {
        Self {
            ack_id: &message.ack_id,
            aps: Aps { content_available: Some(1), ..Aps::default() },
            channel_id: &message.channel_id,
            channel_name: &content.channel_name,
            id_loaded: message.is_id_loaded,
            post_id: &message.post_id,
            sender_id: &message.sender_id,
            sender_name: &content.sender_name,
            server_id: &message.server_id,
            signature: signature(message),
            sub_type: &message.sub_type,
            thread_id: &message.root_id,
            r#type: message.kind.as_str(),
        }
    }
}
