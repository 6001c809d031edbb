use std::{fmt, sync::Arc, time::Duration};

use countersign_primitives::{Random, Redacted, TimestampMs};
use countersign_wire_push::PushMessage;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::PushClass;

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
        let mut name = Vec::with_capacity(160);
        for part in parts {
            name.extend_from_slice(part.as_bytes());
            name.push(0);
        }
        Self(Uuid::new_v5(&NAMESPACE, &name))
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

/// Stands for a device token where the token itself must not be kept: a 64-bit hash of target and token. Stable
/// between runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceKey(pub u64);

impl DeviceKey {
    /// The key of a token of a target.
    pub fn of(target: &str, token: &str) -> Self {
        let mut hash = mix(0x9ae1_6a3b_2f90_404f, target.as_bytes());
        hash = mix(hash ^ 0xff, token.as_bytes());
        Self(hash)
    }
}

/// Folds eight bytes at a time into a hash. Not against attackers: keys only group pushes of a device, and a collision
/// delays a push at worst.
fn mix(mut hash: u64, bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        let product = u128::from(hash ^ u64::from_le_bytes(word)) * u128::from(FACTOR);
        let [low, high] = [product & u128::from(u64::MAX), product >> 64]
            .map(|half| u64::try_from(half).expect("half of 128 bits fits 64"));
        hash = low ^ high ^ u64::try_from(chunk.len()).unwrap_or(8);
    }
    hash
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use countersign_primitives::SequenceRandom;
    use countersign_wire_push::PushType;

    use super::*;

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
    fn device_keys_spread() {
        let keys: HashSet<_> = (0..10_000).map(|n| DeviceKey::of("apple_rn", &format!("{n:064x}"))).collect();
        assert_eq!(keys.len(), 10_000);
        assert_ne!(DeviceKey::of("a", "b"), DeviceKey::of("b", "b"));
    }
}
