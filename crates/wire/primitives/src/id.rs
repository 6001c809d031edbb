//! The 26-character ids of the Mattermost API.
//!
//! Source: `mattermost/mattermost` `server/public/model/utils.go` (`NewId`, `IsValidId`): 16 random bytes in base32
//! with the alphabet below, unpadded. Validation accepts any 26 ASCII letters and digits, because imported servers
//! hold ids from other generators.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Random;

const ALPHABET: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";
const LENGTH: usize = 26;

/// Why a text is not an id. The text itself is left out: it may come from a stranger and end up in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id: expected 26 letters and digits")
    }
}

impl std::error::Error for IdError {}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Id26([u8; LENGTH]);

impl Id26 {
    fn parse(text: &str) -> Result<Self, IdError> {
        let bytes: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| IdError)?;
        if bytes.iter().all(u8::is_ascii_alphanumeric) { Ok(Self(bytes)) } else { Err(IdError) }
    }

    /// Base32 of 128 bits: 25 full groups of five bits and one of three, shifted left as the padding would.
    fn from_bits(bits: u128) -> Self {
        let mut text = [0; LENGTH];
        for (place, letter) in text.iter_mut().enumerate() {
            let shift = 123 - 5 * i32::try_from(place).expect("place is below 26");
            let group = if shift >= 0 { bits >> shift } else { bits << -shift };
            *letter = ALPHABET[(group & 31) as usize];
        }
        Self(text)
    }

    fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        // Version and variant bits of a UUIDv4, as the incumbent's ids carry them.
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self::from_bits(u128::from_be_bytes(bytes))
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters and digits are ever stored")
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// JSON: a string of 26 ASCII letters and digits. Displays as itself.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Id26);

        impl $name {
            /// Draws a fresh id: 122 random bits.
            pub fn generate(random: &dyn Random) -> Self {
                Self(Id26::generate(random))
            }

            /// The id's 26 characters.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Id26::parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("an id of 26 letters and digits")
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }
    )+};
}

ids! {
    /// Names one copy of a push, for one device: the receipt and the signature refer to it.
    AckId;
    /// Names an audit record.
    AuditId;
    /// Names a custom sidebar category. The three built-in categories have longer ids and are not of this type.
    CategoryId;
    /// Names a channel: public, private, direct or group.
    ChannelId;
    /// Names a WebSocket connection, across reconnections that resume it.
    ConnectionId;
    /// Names a custom emoji.
    EmojiId;
    /// Names an uploaded file.
    FileId;
    /// Names an incoming webhook.
    HookId;
    /// Names a post.
    PostId;
    /// Names one HTTP request, in the answer's `X-Request-Id` and in errors.
    RequestId;
    /// Names a role.
    RoleId;
    /// Names an installation of the server (`DiagnosticId`): the identity a phone knows a server by.
    ServerId;
    /// Names a session. Not the session's token.
    SessionId;
    /// Names a team.
    TeamId;
    /// Names a personal access token. Not the token itself.
    TokenId;
    /// Names a user account, bots included.
    UserId;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::SequenceRandom;

    #[test]
    fn zero_and_all_ones_have_the_known_spelling() {
        assert_eq!(Id26::from_bits(0).as_str(), "yyyyyyyyyyyyyyyyyyyyyyyyyy");
        assert_eq!(Id26::from_bits(u128::MAX).as_str(), "9999999999999999999999999h");
    }

    #[test]
    fn ids_of_other_generators_are_accepted() {
        for text in ["aaaaaaaaaaaaaaaaaaaaaaaaaa", "0123456789abcdef0123456789", "UPPERCASEUPPERCASEUPPERCA1"] {
            assert_eq!(text.parse::<UserId>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn other_lengths_and_signs_are_refused() {
        for text in ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaaa-", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "ééééééééééééé"]
        {
            assert_eq!(text.parse::<UserId>(), Err(IdError), "{text}");
        }
    }

    #[test]
    fn generated_ids_differ() {
        let random = SequenceRandom::new(7);
        assert_ne!(PostId::generate(&random), PostId::generate(&random));
    }

    proptest! {
        #[test]
        fn every_bit_pattern_spells_a_valid_id(bits: u128) {
            let id = Id26::from_bits(bits);
            prop_assert!(id.as_str().bytes().all(|letter| ALPHABET.contains(&letter)));
            prop_assert_eq!(Id26::parse(id.as_str()), Ok(id));
        }

        #[test]
        fn arbitrary_text_never_panics(text: String) {
            let _ = text.parse::<ChannelId>();
        }

        #[test]
        fn json_round_trips(bits: u128) {
            let id = TeamId(Id26::from_bits(bits));
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<TeamId>(&json).unwrap(), id);
        }
    }

    impl PartialEq<Id26> for &Id26 {
        fn eq(&self, other: &Id26) -> bool {
            **self == *other
        }
    }

    impl fmt::Debug for Id26 {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.as_str())
        }
    }
}
