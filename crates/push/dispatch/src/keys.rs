use serde::{Deserialize, Serialize};

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

/// Stands for whoever sends pushes, by the `server_id` it names, so that one cannot take the turns of another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallerKey(pub u64);

impl CallerKey {
    /// The key of a server.
    pub fn of(server_id: &str) -> Self {
        Self(mix(0x51ed_270b_35a9_c0d3, server_id.as_bytes()))
    }
}

/// Stands for what is told to a device and holds only until it is told again: see [`crate::Push::collapse_key`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CollapseKey(pub u64);

impl CollapseKey {
    pub(crate) fn of(device: DeviceKey, what: &str, which: &str) -> Self {
        Self(mix(mix(device.0, what.as_bytes()), which.as_bytes()))
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

    use super::*;

    #[test]
    fn device_keys_spread() {
        let keys: HashSet<_> = (0..10_000).map(|n| DeviceKey::of("apple_rn", &format!("{n:064x}"))).collect();
        assert_eq!(keys.len(), 10_000);
        assert_ne!(DeviceKey::of("a", "b"), DeviceKey::of("b", "b"));
    }

    #[test]
    fn servers_have_different_keys() {
        assert_ne!(CallerKey::of("a"), CallerKey::of("b"));
        assert_eq!(CallerKey::of("a"), CallerKey::of("a"));
    }
}
