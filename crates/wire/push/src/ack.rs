use serde::{Deserialize, Serialize};

use countersign_primitives::TimestampMs;

use crate::PushType;

/// A device's receipt for a push: the body of the server's `POST /api/v4/notifications/ack` and of the gateway's
/// `POST /api/v1/ack`, which the server forwards to.
///
/// Source: `mattermost/mattermost` `server/public/model/push_notification.go` (`PushNotificationAck`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PushAck {
    /// The push's `ack_id`.
    pub id: String,
    /// When the device got the push, by its own clock.
    pub received_at: TimestampMs,
    /// `ios` or `android`; free text. Not the push's `platform`.
    pub platform: String,
    /// What the push was about.
    #[serde(rename = "type")]
    pub kind: PushType,
    /// The post; missing, `null` or empty when the push had none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "none_when_empty")]
    pub post_id: Option<String>,
    /// Whether the device asks for the text (ID-only).
    pub is_id_loaded: bool,
}

fn none_when_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_post_is_none() {
        let ack: PushAck = serde_json::from_str(r#"{"id":"a","type":"clear","post_id":null}"#).unwrap();
        assert_eq!((ack.post_id, ack.kind), (None, PushType::Clear));
    }
}
