use std::{fmt, sync::Arc, time::Duration};

use countersign_primitives::{Random, Redacted, TimestampMs};
use countersign_wire_push::{PushMessage, PushType};
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};
use uuid::Uuid;

use crate::{CallerKey, CollapseKey, DeviceKey, PushClass};

/// Names one push to one device. The same push posted twice has the same id, also on another gateway: it is made from
/// the `ack_id`, the device, the target and what the push is about. It is what Apple gets as `apns-id`.
///
/// Displays and serialises as a lower-case UUID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PushId(Uuid);

/// The name space of push ids: drawn once, never to be changed, because ids must agree between versions.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_0a5c_52c4_4b8e_9d0b_7c9b_3f54_11a7);

impl PushId {
    /// The id of a message. One without `ack_id` (test pushes) gets a random one: it can never be recognised again.
    pub fn of(message: &PushMessage, random: &dyn Random) -> Self {
        if message.ack_id.is_empty() {
            let mut bytes = [0; 16];
            random.fill(&mut bytes);
            return Self(uuid::Builder::from_random_bytes(bytes).into_uuid());
        }
        let parts = [
            message.ack_id.as_str(),
            message.target(),
            message.device_id.as_str(),
            message.kind.as_str(),
            message.transport.label(),
        ];
        // A version 5 id as RFC 9562 makes it, by an implementation that uses the processor's own instructions.
        let mut hash = Sha1::new_with_prefix(NAMESPACE.as_bytes());
        for part in parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Self(uuid::Builder::from_sha1_bytes(bytes).into_uuid())
    }

    /// The id as a number.
    pub fn as_u128(self) -> u128 {
        self.0.as_u128()
    }

    /// The id from a number, as a log of pushes keeps it.
    pub fn from_u128(number: u128) -> Self {
        Self(Uuid::from_u128(number))
    }
}

impl fmt::Display for PushId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.as_hyphenated(), f)
    }
}

impl fmt::Debug for PushId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An accepted push: the message, and what follows from it and from when it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Push {
    /// Names it.
    pub id: PushId,
    /// The message as it came.
    pub message: Arc<PushMessage>,
    /// How urgent it is.
    pub class: PushClass,
    /// When it came.
    pub accepted_at: TimestampMs,
    /// When it stops being worth delivering.
    pub expires_at: TimestampMs,
}

impl Push {
    /// A push that came at `now` and lives so long.
    pub fn new(message: PushMessage, now: TimestampMs, lifetime: Duration, random: &dyn Random) -> Self {
        Self {
            id: PushId::of(&message, random),
            class: PushClass::of(&message),
            message: Arc::new(message),
            accepted_at: now,
            expires_at: now + lifetime,
        }
    }

    /// The target it goes to: the platform's name without version.
    pub fn target(&self) -> &str {
        self.message.target()
    }

    /// Whether it is no longer worth delivering.
    pub fn is_expired(&self, now: TimestampMs) -> bool {
        now >= self.expires_at
    }

    /// A number that stands for the device: pushes of one device have the same.
    pub fn device(&self) -> DeviceKey {
        DeviceKey::of(self.target(), &self.message.device_id)
    }

    /// A number that stands for whoever sends it: pushes of one server have the same.
    pub fn caller(&self) -> CallerKey {
        CallerKey::of(&self.message.server_id)
    }

    /// About how many bytes it takes in memory or on the disk.
    pub fn weight(&self) -> u64 {
        /// Everything but the texts that callers make long.
        const REST: usize = 600;
        let message = &self.message;
        (REST + message.message.len() + message.signature.len() + message.device_id.len()) as u64
    }

    /// What a newer push of the same key makes pointless while this one waits: a number on the icon, the clearing of a
    /// channel or thread. `None` for what must be delivered each for itself.
    pub fn collapse_key(&self) -> Option<CollapseKey> {
        let message = &self.message;
        if message.is_id_loaded || self.class != PushClass::Silent {
            return None;
        }
        match &message.kind {
            PushType::UpdateBadge => Some(CollapseKey::of(self.device(), "badge", "")),
            PushType::Clear if message.root_id.is_empty() => {
                Some(CollapseKey::of(self.device(), "channel", &message.channel_id))
            }
            PushType::Clear => Some(CollapseKey::of(self.device(), "thread", &message.root_id)),
            _ => None,
        }
    }
}

impl fmt::Debug for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push")
            .field("id", &self.id)
            .field("target", &self.target())
            .field("device", &format_args!("{}", Redacted(&self.message.device_id)))
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use countersign_primitives::SequenceRandom;

    fn message() -> PushMessage {
        PushMessage {
            ack_id: "a".repeat(26),
            platform: "apple_rn-v2".to_owned(),
            device_id: "ab".repeat(32),
            kind: PushType::Message,
            ..PushMessage::default()
        }
    }

    fn id(message: &PushMessage) -> PushId {
        PushId::of(message, &SequenceRandom::new(1))
    }

    #[test]
    fn the_same_push_has_the_same_id_whatever_it_says() {
        assert_eq!(id(&message()).to_string(), "a18708dd-6d6a-5d95-913f-b033000bb5be");
        assert_eq!(id(&message()), id(&PushMessage { message: "other".to_owned(), ..message() }));
    }

    #[test]
    fn another_device_target_or_kind_is_another_push() {
        let others = [
            message(),
            PushMessage { device_id: "cd".repeat(32), ..message() },
            PushMessage { platform: "android_rn-v2".to_owned(), ..message() },
            PushMessage { kind: PushType::Clear, ..message() },
            PushMessage { ack_id: "b".repeat(26), ..message() },
        ];
        assert_eq!(others.iter().map(id).collect::<HashSet<_>>().len(), others.len());
    }

    #[test]
    fn a_push_without_ack_id_is_always_another_one() {
        let random = SequenceRandom::new(1);
        let message = PushMessage { ack_id: String::new(), ..message() };
        assert_ne!(PushId::of(&message, &random), PushId::of(&message, &random));
    }

    #[test]
    fn debug_hides_token_and_text() {
        let message = PushMessage { message: "secret".to_owned(), ..message() };
        let push = Push::new(message, TimestampMs(0), Duration::from_secs(1), &SequenceRandom::new(1));
        let shown = format!("{push:?}");
        assert!(!shown.contains("secret") && !shown.contains(&"ab".repeat(32)), "{shown}");
    }

    #[test]
    fn only_what_a_newer_push_makes_pointless_has_a_key_to_collapse_by() {
        let key = |message: PushMessage| {
            Push::new(message, TimestampMs(0), Duration::from_secs(1), &SequenceRandom::new(1)).collapse_key()
        };
        let clear = |channel: &str, root: &str| PushMessage {
            kind: PushType::Clear,
            channel_id: channel.to_owned(),
            root_id: root.to_owned(),
            ..message()
        };
        let badge = PushMessage { kind: PushType::UpdateBadge, ..message() };
        assert_eq!(key(message()), None);
        assert_eq!(key(PushMessage { is_id_loaded: true, ..clear("c", "") }), None);
        assert_eq!(key(PushMessage { kind: PushType::Test, ..message() }), None);
        assert_eq!(key(badge.clone()), key(PushMessage { badge: 7, ..badge.clone() }));
        assert_eq!(key(clear("c", "")), key(PushMessage { ack_id: "b".to_owned(), ..clear("c", "") }));
        let different = [
            badge.clone(),
            PushMessage { device_id: "cd".repeat(32), ..badge },
            clear("c", ""),
            clear("d", ""),
            clear("c", "r"),
        ];
        assert_eq!(different.into_iter().map(key).collect::<HashSet<_>>().len(), 5);
    }
}
