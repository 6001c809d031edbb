use serde::{Deserialize, Serialize};

/// Apple's host for apps from the store.
pub const PRODUCTION_HOST: &str = "api.push.apple.com";
/// Apple's host for apps signed for development.
pub const DEVELOPMENT_HOST: &str = "api.sandbox.push.apple.com";
/// The largest payload of every kind but calls, in bytes of JSON.
pub const MAX_PAYLOAD_BYTES: usize = 4096;
/// The largest payload of a call, in bytes of JSON.
pub const MAX_VOIP_PAYLOAD_BYTES: usize = 5120;
/// The longest `apns-collapse-id`, in bytes.
pub const MAX_COLLAPSE_ID_BYTES: usize = 64;

/// Names of the request and answer headers.
pub mod header {
    /// The notification's UUID, lower case; returned in the answer.
    pub const ID: &str = "apns-id";
    /// Until when Apple may store it, in UNIX seconds; 0 tries once.
    pub const EXPIRATION: &str = "apns-expiration";
    /// 10, 5 or 1.
    pub const PRIORITY: &str = "apns-priority";
    /// The app's bundle id, with a suffix for some kinds.
    pub const TOPIC: &str = "apns-topic";
    /// What kind of push it is; must match the payload.
    pub const PUSH_TYPE: &str = "apns-push-type";
    /// A newer notification replaces one with the same id.
    pub const COLLAPSE_ID: &str = "apns-collapse-id";
    /// In answers of the development host: a name for Apple's delivery console.
    pub const UNIQUE_ID: &str = "apns-unique-id";
}

/// Which of Apple's two worlds a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Apps from the store.
    Production,
    /// Apps signed for development.
    Development,
}

impl Environment {
    /// The host that serves it.
    pub fn host(self) -> &'static str {
        match self {
            Self::Production => PRODUCTION_HOST,
            Self::Development => DEVELOPMENT_HOST,
        }
    }
}

/// The value of `apns-push-type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PushKind {
    /// Shows something, or is handed to a notification service extension.
    Alert,
    /// Wakes the app; priority 5 only, rationed by the device.
    Background,
    /// A call, through `PushKit`; the topic ends in `.voip`.
    Voip,
}

impl PushKind {
    /// The header's value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Background => "background",
            Self::Voip => "voip",
        }
    }

    /// What is appended to the bundle id in `apns-topic`.
    pub fn topic_suffix(self) -> &'static str {
        match self {
            Self::Alert | Self::Background => "",
            Self::Voip => ".voip",
        }
    }

    /// The largest payload, in bytes of JSON.
    pub fn max_payload_bytes(self) -> usize {
        match self {
            Self::Alert | Self::Background => MAX_PAYLOAD_BYTES,
            Self::Voip => MAX_VOIP_PAYLOAD_BYTES,
        }
    }
}

/// The value of `apns-priority`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Priority {
    /// 10: now. An error with [`PushKind::Background`].
    Immediate,
    /// 5: when it suits the device's battery.
    Considerate,
}

impl Priority {
    /// The header's value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Immediate => "10",
            Self::Considerate => "5",
        }
    }
}

/// The claims of a provider token: ES256, header `{"alg":"ES256","kid":…}`, no `exp`, no `aud`. Accepted for one hour
/// after `iat`; not to be renewed within 20 minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderClaims {
    /// When it was made, in UNIX seconds.
    pub iat: i64,
    /// The developer team's id, 10 characters.
    pub iss: String,
}

/// Whether a text can be a device token: 1 to 200 hexadecimal digits. Nothing else may reach a request's path.
pub fn is_device_token(text: &str) -> bool {
    (1..=200).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// The request's path for a device token, in lower case; `None` when it cannot be one.
pub fn device_path(token: &str) -> Option<String> {
    is_device_token(token).then(|| format!("/3/device/{}", token.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_is_made_of_hexadecimal_tokens_only() {
        assert_eq!(device_path("AB01").as_deref(), Some("/3/device/ab01"));
        for token in ["", "../x?y", "ab%2f", "zz", &"a".repeat(201)] {
            assert_eq!(device_path(token), None, "{token}");
        }
    }

    proptest! {
        #[test]
        fn no_text_escapes_the_path(token: String) {
            if let Some(path) = device_path(&token) {
                prop_assert!(path["/3/device/".len()..].bytes().all(|b| b.is_ascii_hexdigit()));
            }
        }
    }
}
