use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value};

use crate::{NO_SIGNATURE, PushType};

/// Why what arrived on the device is not a push of a messaging server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DevicePushError {
    /// An APNs payload that is no JSON object.
    NotAnObject,
}

impl fmt::Display for DevicePushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the push's payload is not an object")
    }
}

impl std::error::Error for DevicePushError {}

/// A push as the device gets it, from Apple (JSON object with `aps` and own members) or Google (map of texts).
///
/// Texts are `None` when missing or empty. Nothing here is trusted before the signature is verified.
///
/// Source: `mattermost/mattermost-push-proxy` `server/apple_notification_server.go`,
/// `server/android_notification_server.go`; recorded in the golden `push-gateway`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DevicePush {
    /// Names this copy; the receipt repeats it.
    pub ack_id: Option<String>,
    /// What the push is about.
    pub kind: PushType,
    /// `calls`, when the Calls plugin sent it.
    pub sub_type: Option<String>,
    /// The sending server's `DiagnosticId`.
    pub server_id: Option<String>,
    /// The team; none for direct and group messages.
    pub team_id: Option<String>,
    /// The channel.
    pub channel_id: Option<String>,
    /// The title to show.
    pub channel_name: Option<String>,
    /// The post.
    pub post_id: Option<String>,
    /// The thread's root, for replies.
    pub root_id: Option<String>,
    /// The author.
    pub sender_id: Option<String>,
    /// The author's display name.
    pub sender_name: Option<String>,
    /// A webhook's name for itself.
    pub override_username: Option<String>,
    /// A webhook's picture.
    pub override_icon_url: Option<String>,
    /// The text to show; for ID-only pushes what to show when fetching fails.
    pub message: Option<String>,
    /// The number for the icon; `None` leaves it alone.
    pub badge: Option<i64>,
    /// Which actions stand under the notification.
    pub category: Option<String>,
    /// Whether the text must be fetched. On this hop the key is `id_loaded`.
    pub id_loaded: bool,
    /// Whether the recipient collapses reply threads.
    pub is_crt_enabled: bool,
    /// Payload version.
    pub version: Option<String>,
    /// The signature: `None` when the key is missing altogether (gateways that predate signing), [`NO_SIGNATURE`]
    /// when the server did not sign.
    pub signature: Option<String>,
}

impl DevicePush {
    /// Reads an APNs payload.
    ///
    /// # Errors
    /// The payload is no object. Members of a wrong type read as missing.
    pub fn from_apns(payload: &Value) -> Result<Self, DevicePushError> {
        let own = payload.as_object().ok_or(DevicePushError::NotAnObject)?;
        let empty = Map::new();
        let aps = own.get("aps").and_then(Value::as_object).unwrap_or(&empty);
        let alert = aps.get("alert");
        let body = alert.and_then(|alert| alert.as_str().or_else(|| alert.get("body")?.as_str()));
        let title = alert.and_then(|alert| alert.get("title")?.as_str());
        let mut push = Self::from_texts(|key| own.get(key).and_then(Value::as_str));
        push.message = body.filter(|text| !text.is_empty()).map(str::to_owned);
        push.channel_name = push.channel_name.or_else(|| title.map(str::to_owned));
        push.badge = aps.get("badge").and_then(Value::as_i64);
        push.category = aps.get("category").and_then(Value::as_str).map(str::to_owned);
        push.id_loaded = own.get("id_loaded").and_then(Value::as_bool).unwrap_or(false);
        push.is_crt_enabled = own.get("is_crt_enabled").and_then(Value::as_bool).unwrap_or(false);
        Ok(push)
    }

    /// Reads the data of an FCM message.
    pub fn from_fcm(data: &BTreeMap<String, String>) -> Self {
        let mut push = Self::from_texts(|key| data.get(key).map(String::as_str));
        push.badge = data.get("badge").and_then(|number| number.parse().ok());
        push.id_loaded = data.get("id_loaded").is_some_and(|text| text == "true");
        push.is_crt_enabled = data.get("is_crt_enabled").is_some_and(|text| text == "true");
        push
    }

    /// The signature that is there to verify: not missing, not empty, not [`NO_SIGNATURE`].
    pub fn signed(&self) -> Option<&str> {
        self.signature.as_deref().filter(|text| !text.is_empty() && *text != NO_SIGNATURE)
    }

    fn from_texts<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let text = |key: &str| get(key).filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            ack_id: text("ack_id"),
            kind: get("type").unwrap_or_default().to_owned().into(),
            sub_type: text("sub_type"),
            server_id: text("server_id"),
            team_id: text("team_id"),
            channel_id: text("channel_id"),
            channel_name: text("channel_name"),
            post_id: text("post_id"),
            root_id: text("root_id").or_else(|| text("thread_id")),
            sender_id: text("sender_id"),
            sender_name: text("sender_name"),
            override_username: text("override_username"),
            override_icon_url: text("override_icon_url"),
            message: text("message"),
            badge: None,
            category: text("category"),
            id_loaded: false,
            is_crt_enabled: false,
            version: text("version"),
            signature: get("signature").map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_flag_is_a_boolean_at_apple_and_a_text_at_google() {
        let apple = DevicePush::from_apns(&json!({"aps": {}, "type": "message", "id_loaded": true})).unwrap();
        assert!(apple.id_loaded);
        let google = DevicePush::from_fcm(&[("id_loaded".to_owned(), "true".to_owned())].into());
        assert!(google.id_loaded);
        let wrong_hop = DevicePush::from_apns(&json!({"aps": {}, "is_id_loaded": true})).unwrap();
        assert!(!wrong_hop.id_loaded);
    }

    #[test]
    fn no_signature_is_nothing_to_verify() {
        for signature in ["", NO_SIGNATURE] {
            let push = DevicePush { signature: Some(signature.to_owned()), ..DevicePush::default() };
            assert_eq!(push.signed(), None);
        }
    }
}
