//! Web Push: the protocol of browsers' push services and of `UnifiedPush`.
//!
//! Source: RFC 8030 (protocol), RFC 8188 and RFC 8291 (encryption), RFC 8292 (VAPID).

use serde::{Deserialize, Serialize};

mod subscription;

pub use subscription::{AUTH_BYTES, MAX_ENDPOINT_BYTES, PUBLIC_KEY_BYTES, Subscription, SubscriptionError};

/// The largest body every push service must take, in bytes.
pub const MAX_BODY_BYTES: usize = 4096;
/// The largest message that fits into one such body once it is encrypted: 86 bytes of header, a tag of 16 bytes and a
/// delimiter go off.
pub const MAX_MESSAGE_BYTES: usize = 3993;
/// The longest `Topic`.
pub const MAX_TOPIC_CHARACTERS: usize = 32;
/// The furthest `exp` of a VAPID token ahead of now, in seconds.
pub const MAX_VAPID_SECS: i64 = 24 * 3600;
/// The record size in the header of a body: larger than any record that fits, so that there is one.
pub const RECORD_SIZE: u32 = 4096;
/// The only `Content-Encoding`.
pub const CONTENT_ENCODING: &str = "aes128gcm";

/// Names of the request headers.
pub mod header {
    /// How long the service may store the message, in seconds; required. 0: now or never. In answers: how long it
    /// will, when that is less.
    pub const TTL: &str = "ttl";
    /// See [`super::Urgency`].
    pub const URGENCY: &str = "urgency";
    /// A newer message replaces one with the same topic.
    pub const TOPIC: &str = "topic";
}

/// The value of `Urgency`: in which state of its battery a device is woken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// On power and Wi-Fi.
    VeryLow,
    /// On either.
    Low,
    /// On neither. The default.
    #[default]
    Normal,
    /// Even with a low battery.
    High,
}

impl Urgency {
    /// The header's value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VeryLow => "very-low",
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
        }
    }

    /// Reads the header's value.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::VeryLow, Self::Low, Self::Normal, Self::High].into_iter().find(|urgency| urgency.as_str() == text)
    }
}

/// The claims of a VAPID token: ES256, header `{"typ":"JWT","alg":"ES256"}`, sent as `vapid t=<token>, k=<public key>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapidClaims {
    /// The origin of the endpoint: scheme, host, and port when it is not the scheme's own.
    pub aud: String,
    /// Until when it holds, in UNIX seconds.
    pub exp: i64,
    /// Whom to ask about the sender: `mailto:` or `https:`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sub: String,
}

/// Whether a text can be a topic: 1 to 32 characters of the base64url alphabet.
pub fn is_topic(text: &str) -> bool {
    (1..=MAX_TOPIC_CHARACTERS).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgencies_are_read_as_they_are_written() {
        for urgency in [Urgency::VeryLow, Urgency::Low, Urgency::Normal, Urgency::High] {
            assert_eq!(Urgency::parse(urgency.as_str()), Some(urgency));
            assert_eq!(serde_json::to_string(&urgency).unwrap(), format!("\"{}\"", urgency.as_str()));
        }
        assert_eq!(Urgency::parse("Normal"), None);
        assert_eq!(Urgency::default(), Urgency::Normal);
    }

    #[test]
    fn topics_are_short_and_of_the_alphabet() {
        assert!(is_topic("aZ09-_") && is_topic(&"a".repeat(32)));
        for text in ["", "a b", "a/b", "ä", &"a".repeat(33)] {
            assert!(!is_topic(text), "{text}");
        }
    }
}
