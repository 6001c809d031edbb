use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{PublicKey, SecretKey};

use countersign_primitives::Random;

use crate::devices::SubscriptionKeys;

const POINT_BYTES: usize = 65;
const AUTH_BYTES: usize = 16;

/// What was given as a sender's key is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("vapid_key: not the base64url of an uncompressed P-256 point")]
pub(crate) struct BadVapidKey;

/// Makes a subscriber's keys.
pub(crate) fn new_subscription(
    vapid_key: Option<String>,
    random: &dyn Random,
) -> Result<SubscriptionKeys, BadVapidKey> {
    let vapid_key = vapid_key.map(|key| read_point(&key).map(|_| key).ok_or(BadVapidKey)).transpose()?;
    let private_key = new_private_key(random);
    let mut auth = [0; AUTH_BYTES];
    random.fill(&mut auth);
    Ok(SubscriptionKeys {
        private_key: URL_SAFE_NO_PAD.encode(private_key.to_bytes()),
        p256dh: URL_SAFE_NO_PAD.encode(private_key.public_key().to_sec1_bytes()),
        auth: URL_SAFE_NO_PAD.encode(auth),
        vapid_key,
    })
}

/// A sender's or a subscriber's public key: the 65 bytes of a point on the curve.
pub(super) fn read_point(text: &str) -> Option<Vec<u8>> {
    let point = URL_SAFE_NO_PAD.decode(text).ok().filter(|point| point.len() == POINT_BYTES)?;
    PublicKey::from_sec1_bytes(&point).ok()?;
    Some(point)
}

fn new_private_key(random: &dyn Random) -> SecretKey {
    loop {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        // Fails for zero and for numbers from the curve's order on: once in four thousand million.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return key;
        }
    }
}

/// The subscriber's side, read back from the devices' file.
pub(super) fn private_parts(keys: &SubscriptionKeys) -> Option<(SecretKey, Vec<u8>)> {
    let private_key = SecretKey::from_slice(&URL_SAFE_NO_PAD.decode(&keys.private_key).ok()?).ok()?;
    Some((private_key, URL_SAFE_NO_PAD.decode(&keys.auth).ok()?))
}
