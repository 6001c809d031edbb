use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How many characters of a device token may appear in a log: what newer incumbents keep too.
const SHOWN: usize = 16;
const MAX_BYTES: usize = 512;

/// Why a text is not a device id. The text is left out: a device token is a credential for the push gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceIdError {
    /// No `platform:` in front.
    NoPlatform,
    /// Nothing behind the colon.
    NoToken,
    /// More than 512 bytes, or a control character.
    Malformed,
}

impl fmt::Display for DeviceIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPlatform => "device id has no platform in front of a colon",
            Self::NoToken => "device id has no token behind its colon",
            Self::Malformed => "device id is longer than 512 bytes or has a control character",
        })
    }
}

impl std::error::Error for DeviceIdError {}

/// Where a session's pushes go: `<platform>:<token>`, split at the first colon, at most 512 bytes, as
/// `apple_rn-v2:e3b0…` or `android_rn-v2:…`.
///
/// JSON: a string. Debug and [`DeviceId::redacted`] show the platform and the token's first 16 characters.
///
/// Source: `mattermost/mattermost` `server/channels/app/notification_push.go` (split), `mattermost/mattermost-mobile`
/// `app/init/push_notifications.ts` (prefixes).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId {
    text: String,
    colon: usize,
}

impl DeviceId {
    /// The whole text, token included: for the database and for the gateway only.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the first colon, such as `apple_rn-v2`.
    pub fn platform(&self) -> &str {
        &self.text[..self.colon]
    }

    /// What stands behind the first colon: the raw token of Apple or Google.
    pub fn token(&self) -> &str {
        &self.text[self.colon + 1..]
    }

    /// The form for logs and audits: platform and the token's first 16 characters.
    pub fn redacted(&self) -> String {
        format!("{}:{}", self.platform(), Redacted(self.token()))
    }
}

impl FromStr for DeviceId {
    type Err = DeviceIdError;

    fn from_str(text: &str) -> Result<Self, DeviceIdError> {
        if text.len() > MAX_BYTES || text.chars().any(char::is_control) {
            return Err(DeviceIdError::Malformed);
        }
        match text.find(':') {
            None | Some(0) => Err(DeviceIdError::NoPlatform),
            Some(colon) if colon + 1 == text.len() => Err(DeviceIdError::NoToken),
            Some(colon) => Ok(Self { text: text.to_owned(), colon }),
        }
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceId({})", self.redacted())
    }
}

impl Serialize for DeviceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for DeviceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Shows the beginning of a token and hides the rest: the first 16 characters when it is at least twice as long, a
/// quarter of it otherwise, then `…`. Control characters show as `?`, so that a log line stays one line.
pub struct Redacted<'a>(pub &'a str);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.chars().count();
        let shown = if length >= 2 * SHOWN { SHOWN } else { length / 4 };
        for letter in self.0.chars().take(shown) {
            fmt::Write::write_char(f, if letter.is_control() { '?' } else { letter })?;
        }
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn splits_at_the_first_colon() {
        let id: DeviceId = "android_rn-v2:tok:en".parse().unwrap();
        assert_eq!((id.platform(), id.token()), ("android_rn-v2", "tok:en"));
    }

    #[test]
    fn short_tokens_are_hidden_too() {
        assert_eq!(Redacted("0123456789abcdef").to_string(), "0123…");
        assert_eq!(Redacted(&"a".repeat(64)).to_string(), format!("{}…", "a".repeat(16)));
    }

    #[test]
    fn malformed_ids_are_refused() {
        assert_eq!("apple".parse::<DeviceId>(), Err(DeviceIdError::NoPlatform));
        assert_eq!("apple:".parse::<DeviceId>(), Err(DeviceIdError::NoToken));
        assert_eq!("a:b\nc".parse::<DeviceId>(), Err(DeviceIdError::Malformed));
        assert_eq!(format!("a:{}", "x".repeat(511)).parse::<DeviceId>(), Err(DeviceIdError::Malformed));
    }

    proptest! {
        #[test]
        fn debug_never_shows_a_whole_token(token in "[a-zA-Z0-9_-]{8,200}") {
            let id: DeviceId = format!("apple_rn-v2:{token}").parse().unwrap();
            let shown = format!("{id:?}");
            prop_assert!(!shown.contains(&token));
        }
    }
}
