use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Google's host for sending.
pub const HOST: &str = "fcm.googleapis.com";
/// The OAuth scope that sending needs.
pub const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
/// The largest payload to a token: bytes of all data keys and values.
pub const MAX_PAYLOAD_BYTES: usize = 4096;

/// The request's path for a project.
pub fn send_path(project_id: &str) -> String {
    format!("/v1/projects/{project_id}/messages:send")
}

/// Whether a text can be a registration token: 1 to 1,024 letters, digits and `_`, `:`, `-`. Google calls it opaque;
/// this only keeps out what no token can hold.
pub fn is_registration_token(text: &str) -> bool {
    (1..=1024).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'-'))
}

/// The body of `messages:send`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendRequest {
    /// The message.
    pub message: Message,
    /// Checks and delivers nothing; left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub validate_only: bool,
}

/// A data message for one device. Google knows more members; these are the ones this product writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// The device's registration token.
    pub token: String,
    /// What the app gets. All values are texts. Keys must not be `from`, `message_type` or start with `google.` or
    /// `gcm.`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, String>,
    /// How Android treats it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub android: Option<AndroidConfig>,
}

/// How Android treats a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AndroidConfig {
    /// At most four different keys per device are kept; a newer message replaces a waiting one with the same key.
    #[serde(alias = "collapseKey", skip_serializing_if = "Option::is_none")]
    pub collapse_key: Option<String>,
    /// How urgent it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<AndroidPriority>,
    /// How long Google may store it: seconds with an `s` behind, `0s` to `2419200s` (four weeks, the default).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<String>,
}

/// How urgent a message is. Google reads both cases; the incumbent writes lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AndroidPriority {
    /// Waits for the device's convenience.
    #[serde(alias = "NORMAL")]
    Normal,
    /// Wakes the device. Lowered by Google for apps that show nothing.
    #[serde(alias = "HIGH")]
    High,
}

/// The body of a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendResponse {
    /// `projects/{project}/messages/{id}`.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_as_google_reads_it() {
        let request = SendRequest {
            message: Message {
                token: "t".to_owned(),
                data: [("type".to_owned(), "clear".to_owned())].into(),
                android: Some(AndroidConfig { priority: Some(AndroidPriority::High), ..AndroidConfig::default() }),
            },
            validate_only: false,
        };
        assert_eq!(
            serde_json::to_string(&request).unwrap(),
            r#"{"message":{"token":"t","data":{"type":"clear"},"android":{"priority":"high"}}}"#
        );
    }

    #[test]
    fn tokens_that_cannot_be_are_refused() {
        assert!(is_registration_token("dK3:APA91b-x_Y"));
        for text in ["", "a b", "a/b", "a\nb", &"a".repeat(1025)] {
            assert!(!is_registration_token(text), "{text}");
        }
    }
}
