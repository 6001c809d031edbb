//! The text that is encrypted: the data of the push as JSON, texts only, as Android gets it from Google.
//!
//! Source: `mattermost/mattermost-push-proxy` pull request 166 (planned); recordings of the incumbent, golden
//! `push-gateway` (`android-*`).

use std::borrow::Cow;

use countersign_dispatch::Push;
use countersign_push_content::{Content, Policy};
use countersign_wire_push::{BADGE_UNTOUCHED, NO_SIGNATURE, PushMessage, PushType};
use countersign_wire_vendor::webpush::MAX_MESSAGE_BYTES;
use serde_json::{Map, Value};

/// What is shown as the author where nobody is named.
const SOMEONE: &str = "Someone";

/// The text for a push, fitted into the longest one as far as shortening texts can do that. With `smaller` all texts are
/// left out at once. Short codes of emoji stay as they are: the app knows more of them.
///
/// # Panics
/// Never: texts serialise.
pub fn message(push: &Push, policy: &Policy, smaller: bool) -> Vec<u8> {
    let message = &*push.message;
    let mut content = if smaller { Content::bare(policy) } else { Content::of(message, policy) };
    if !smaller && !message.is_id_loaded {
        content.text = Cow::Borrowed(&message.message);
    }
    let mut json = write(message, &content);
    if json.len() > MAX_MESSAGE_BYTES {
        content.shorten(json.len() - MAX_MESSAGE_BYTES, written_length);
        json = write(message, &content);
    }
    json
}

fn write(message: &PushMessage, content: &Content<'_>) -> Vec<u8> {
    let mut data = Map::new();
    let mut put = |key: &str, value: &str| {
        data.insert(key.to_owned(), Value::from(value));
    };
    put("ack_id", &message.ack_id);
    put("type", message.kind.as_str());
    put("sub_type", &message.sub_type);
    put("version", &message.version);
    put("channel_id", &message.channel_id);
    put("server_id", &message.server_id);
    put("category", &message.category);
    put("is_crt_enabled", if message.is_crt_enabled { "true" } else { "false" });
    put("signature", if message.signature.is_empty() { NO_SIGNATURE } else { &message.signature });
    if message.badge != BADGE_UNTOUCHED {
        put("badge", &message.badge.to_string());
    }
    if !message.root_id.is_empty() {
        put("root_id", &message.root_id);
    }
    if message.is_id_loaded {
        put("post_id", &message.post_id);
        put("message", &content.text);
        put("id_loaded", "true");
        put("sender_id", &message.sender_id);
        put("sender_name", SOMEONE);
        put("team_id", &message.team_id);
    } else if matches!(message.kind, PushType::Message | PushType::Session) {
        put("team_id", &message.team_id);
        put("post_id", &message.post_id);
        put("message", &content.text);
        put("channel_name", &content.channel_name);
        put("sender_id", &message.sender_id);
        put("sender_name", &content.sender_name);
        put("override_username", &content.override_username);
        put("override_icon_url", &content.override_icon_url);
        put("from_webhook", &content.from_webhook);
    }
    serde_json::to_vec(&data).expect("texts serialise")
}

/// How many bytes a text takes inside JSON.
fn written_length(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 2,
            0..=31 => 6,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use countersign_primitives::{SequenceRandom, TimestampMs};
    use countersign_wire_push::DevicePush;
    use proptest::prelude::*;

    use super::*;

    fn push(message: PushMessage) -> Push {
        Push::new(message, TimestampMs(1), Duration::from_secs(1), &SequenceRandom::new(1))
    }

    fn read(json: &[u8]) -> BTreeMap<String, String> {
        serde_json::from_slice(json).unwrap()
    }

    fn long(text: &str) -> PushMessage {
        PushMessage {
            kind: PushType::Message,
            message: text.to_owned(),
            channel_name: "Town Square".to_owned(),
            signature: "s".repeat(300),
            ..PushMessage::default()
        }
    }

    #[test]
    fn short_codes_stay_and_long_texts_fit() {
        let json = message(&push(long("done :tada:")), &Policy::default(), false);
        assert_eq!(read(&json)["message"], "done :tada:");
        let json = message(&push(long(&"\u{1f44b}\"".repeat(3000))), &Policy::default(), false);
        assert!((MAX_MESSAGE_BYTES - 16..=MAX_MESSAGE_BYTES).contains(&json.len()), "{}", json.len());
    }

    #[test]
    fn an_id_only_push_carries_no_names_and_no_text() {
        let json = message(
            &push(PushMessage {
                is_id_loaded: true,
                sender_name: "alice".to_owned(),
                post_id: "post".to_owned(),
                ..long("secret")
            }),
            &Policy::default(),
            false,
        );
        let text = String::from_utf8(json.clone()).unwrap();
        assert!(!text.contains("secret") && !text.contains("alice") && !text.contains("Town Square"));
        let read = DevicePush::from_fcm(&read(&json));
        assert!(read.id_loaded && read.post_id.as_deref() == Some("post"));
    }

    #[test]
    fn smaller_leaves_out_all_texts() {
        let data = read(&message(&push(long("secret")), &Policy::default(), true));
        assert_eq!(data["message"], Policy::default().id_only_text);
        assert_eq!(data["channel_name"], "");
        assert_eq!(data["signature"].len(), 300);
    }

    proptest! {
        #[test]
        fn lengths_are_those_of_json(text: String) {
            prop_assert_eq!(written_length(&text) + 2, serde_json::to_string(&text).unwrap().len());
        }

        #[test]
        fn what_was_written_is_read_back(text in "[ -~]{0,200}", title in "[ -~]{0,60}", badge in -1i64..100) {
            let message_in = PushMessage { badge, channel_name: title.clone(), ..long(&text) };
            let read = DevicePush::from_fcm(&read(&message(&push(message_in), &Policy::default(), false)));
            prop_assert_eq!(read.message.unwrap_or_default(), text);
            prop_assert_eq!(read.channel_name.unwrap_or_default(), title);
            prop_assert_eq!(read.badge, (badge != BADGE_UNTOUCHED).then_some(badge));
        }
    }
}
