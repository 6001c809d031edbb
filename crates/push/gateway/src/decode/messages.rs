//! The two bodies that callers post.

use countersign_primitives::TimestampMs;
use countersign_wire_push::{PushAck, PushMessage, PushTransport};

use super::{error::DecodeError, reader::Reader};

macro_rules! field {
    ($name:literal) => {
        concat!("PushNotification.", $name)
    };
}

/// Reads the body of `send_push`.
pub(crate) fn push(body: &[u8]) -> Result<PushMessage, DecodeError> {
    let mut message = PushMessage::default();
    let (mut kind, mut transport) = (String::new(), String::new());
    let mut registered = 0;
    Reader::new(body).object("model.PushNotification", |reader, key| match key {
        b"ack_id" => reader.text(&mut message.ack_id, field!("ack_id")),
        b"platform" => reader.text(&mut message.platform, field!("platform")),
        b"server_id" => reader.text(&mut message.server_id, field!("server_id")),
        b"device_id" => reader.text(&mut message.device_id, field!("device_id")),
        b"post_id" => reader.text(&mut message.post_id, field!("post_id")),
        b"category" => reader.text(&mut message.category, field!("category")),
        b"sound" => reader.text(&mut message.sound, field!("sound")),
        b"message" => reader.text(&mut message.message, field!("message")),
        b"badge" => reader.integer(&mut message.badge, field!("badge"), "int"),
        b"cont_ava" => reader.integer(&mut message.cont_ava, field!("cont_ava"), "int"),
        b"team_id" => reader.text(&mut message.team_id, field!("team_id")),
        b"channel_id" => reader.text(&mut message.channel_id, field!("channel_id")),
        b"root_id" => reader.text(&mut message.root_id, field!("root_id")),
        b"channel_name" => reader.text(&mut message.channel_name, field!("channel_name")),
        b"type" => reader.text(&mut kind, field!("type")),
        b"sub_type" => reader.text(&mut message.sub_type, field!("sub_type")),
        b"sender_id" => reader.text(&mut message.sender_id, field!("sender_id")),
        b"sender_name" => reader.text(&mut message.sender_name, field!("sender_name")),
        b"override_username" => reader.text(&mut message.override_username, field!("override_username")),
        b"override_icon_url" => reader.text(&mut message.override_icon_url, field!("override_icon_url")),
        b"from_webhook" => reader.text(&mut message.from_webhook, field!("from_webhook")),
        b"version" => reader.text(&mut message.version, field!("version")),
        b"is_crt_enabled" => reader.boolean(&mut message.is_crt_enabled, field!("is_crt_enabled")),
        b"is_id_loaded" => reader.boolean(&mut message.is_id_loaded, field!("is_id_loaded")),
        b"signature" => reader.text(&mut message.signature, field!("signature")),
        b"transport" => reader.text(&mut transport, field!("transport")),
        b"token_registered_at" => reader.integer(&mut registered, field!("token_registered_at"), "int64"),
        _ => reader.skip(),
    })?;
    message.kind = kind.into();
    message.transport = PushTransport::from(transport);
    message.token_registered_at = (registered > 0).then_some(TimestampMs(registered));
    Ok(message)
}

/// Reads the body of `ack`.
pub(crate) fn ack(body: &[u8]) -> Result<PushAck, DecodeError> {
    let mut ack = PushAck::default();
    let (mut kind, mut post) = (String::new(), String::new());
    Reader::new(body).object("model.PushNotificationAck", |reader, key| match key {
        b"id" => reader.text(&mut ack.id, "PushNotificationAck.id"),
        b"received_at" => reader.integer(&mut ack.received_at.0, "PushNotificationAck.received_at", "int64"),
        b"platform" => reader.text(&mut ack.platform, "PushNotificationAck.platform"),
        b"type" => reader.text(&mut kind, "PushNotificationAck.type"),
        b"post_id" => reader.text(&mut post, "PushNotificationAck.post_id"),
        b"is_id_loaded" => reader.boolean(&mut ack.is_id_loaded, "PushNotificationAck.is_id_loaded"),
        _ => reader.skip(),
    })?;
    ack.kind = kind.into();
    ack.post_id = Some(post).filter(|post| !post.is_empty());
    Ok(ack)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn refused(body: &str, text: &str) {
        assert_eq!(push(body.as_bytes()).unwrap_err().to_string(), text, "{body}");
    }

    #[test]
    fn keys_match_in_any_case_and_the_last_one_wins() {
        let message =
            push(br#" {"SERVER_ID":"a","badge":1,"Badge":2,"x":[{"y":[1,2,{}]}],"message":null}garbage"#).unwrap();
        assert_eq!((message.server_id.as_str(), message.badge, message.message.as_str()), ("a", 2, ""));
        assert_eq!(push(b"null").unwrap(), PushMessage::default());
    }

    #[test]
    fn refusals_have_the_words_of_the_incumbent() {
        for (body, text) in [
            ("", "EOF"),
            ("   ", "EOF"),
            ("hello", "invalid character 'h' looking for beginning of value"),
            ("{\"server_id\":\"abc", "unexpected EOF"),
            ("{\"server_id\":", "unexpected EOF"),
            ("{'a':1}", r"invalid character '\'' looking for beginning of object key string"),
            ("{\"a\":1,}", "invalid character '}' looking for beginning of object key string"),
            ("{\"badge\":03}", "invalid character '3' after object key:value pair"),
            (
                "{\"badge\":\"3\"}",
                "json: cannot unmarshal string into Go struct field PushNotification.badge of type int",
            ),
            (
                "{\"badge\":3.0}",
                "json: cannot unmarshal number 3.0 into Go struct field PushNotification.badge of type int",
            ),
            (
                "{\"message\":{}}",
                "json: cannot unmarshal object into Go struct field PushNotification.message of type string",
            ),
            ("[1]", "json: cannot unmarshal array into Go value of type model.PushNotification"),
            ("{\"message\":\"a\nb\"}", r"invalid character '\n' in string literal"),
            ("{\"message\":\"\\x\"}", "invalid character 'x' in string escape code"),
            ("\u{1f}", r"invalid character '\x1f' looking for beginning of value"),
        ] {
            refused(body, text);
        }
    }

    #[test]
    fn broken_characters_are_replaced_one_by_one() {
        let message = push(b"{\"message\":\"a\xff\xe2\x82 \\ud83d \\ud83d\\ude00 \\udc00\"}").unwrap();
        assert_eq!(message.message, "a\u{fffd}\u{fffd}\u{fffd} \u{fffd} \u{1f600} \u{fffd}");
    }

    #[test]
    fn nesting_is_bounded_without_using_the_stack() {
        let nested = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(push(nested(9000).as_bytes()).is_ok());
        refused(&nested(20_000), "invalid character '[' exceeded max depth");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = push(&bytes);
            let _ = ack(&bytes);
        }

        #[test]
        fn no_json_like_text_panics(text in "[{}\\[\\]\",:0-9eE.+\\-tfnrulas\\\\ ]{0,60}") {
            let _ = push(text.as_bytes());
        }

        #[test]
        fn what_serde_writes_is_read(text: String, badge: i64, flag: bool) {
            let message = PushMessage { message: text, badge, is_crt_enabled: flag, ..PushMessage::default() };
            prop_assert_eq!(push(&serde_json::to_vec(&message).unwrap()).unwrap(), message);
        }
    }
}
