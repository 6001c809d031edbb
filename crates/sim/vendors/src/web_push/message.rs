//! Decrypts messages as a subscriber does.
//!
//! Source: RFC 8188 (`aes128gcm`), RFC 8291 section 3.

use p256::{PublicKey, SecretKey, ecdh::diffie_hellman};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};

const SALT_BYTES: usize = 16;
const POINT_BYTES: usize = 65;
const HEADER_BYTES: usize = SALT_BYTES + 4 + 1 + POINT_BYTES;
const KEY_BYTES: usize = 16;
/// A tag, a delimiter, and something in between.
const MIN_RECORD_BYTES: usize = 18;
const LAST_RECORD: u8 = 2;
const OTHER_RECORD: u8 = 1;

/// Why a body cannot be decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DecryptError {
    #[error("the body's header is malformed")]
    Header,
    #[error("the sender's public key is no point of the curve")]
    Key,
    #[error("a record does not decrypt with the subscription's keys")]
    Record,
    #[error("a record's padding is malformed")]
    Padding,
}

/// Decrypts a body with the subscriber's private key and shared secret.
pub(super) fn decrypt(body: &[u8], private_key: &SecretKey, auth: &[u8]) -> Result<Vec<u8>, DecryptError> {
    let (salt, rest) = body.split_at_checked(SALT_BYTES).ok_or(DecryptError::Header)?;
    let (sizes, rest) = rest.split_at_checked(5).ok_or(DecryptError::Header)?;
    let record_bytes = u32::from_be_bytes([sizes[0], sizes[1], sizes[2], sizes[3]]) as usize;
    if usize::from(sizes[4]) != POINT_BYTES || record_bytes < MIN_RECORD_BYTES || body.len() <= HEADER_BYTES {
        return Err(DecryptError::Header);
    }
    let (sender_point, records) = rest.split_at(POINT_BYTES);
    let sender = PublicKey::from_sec1_bytes(sender_point).map_err(|_| DecryptError::Key)?;
    let (key, nonce) = derive(private_key, &sender, sender_point, auth, salt);
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| DecryptError::Key)?;
    let key = LessSafeKey::new(key);
    let count = records.len().div_ceil(record_bytes);
    let mut message = Vec::with_capacity(records.len());
    for (place, record) in records.chunks(record_bytes).enumerate() {
        let mut record = record.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce_of(nonce, place as u64));
        let plain = key.open_in_place(nonce, Aad::empty(), &mut record).map_err(|_| DecryptError::Record)?;
        let delimiter = if place + 1 == count { LAST_RECORD } else { OTHER_RECORD };
        message.extend_from_slice(without_padding(plain, delimiter)?);
    }
    Ok(message)
}

/// The content key and the base of the nonces.
fn derive(
    private_key: &SecretKey,
    sender: &PublicKey,
    sender_point: &[u8],
    auth: &[u8],
    salt: &[u8],
) -> ([u8; KEY_BYTES], [u8; NONCE_LEN]) {
    let shared = diffie_hellman(private_key.to_nonzero_scalar(), sender.as_affine());
    let own_point = private_key.public_key().to_sec1_bytes();
    let key_info = [b"WebPush: info\0", &*own_point, sender_point, &[1]].concat();
    let secret = mac(mac(auth, shared.raw_secret_bytes()).as_ref(), &key_info);
    let pseudo_random = mac(salt, secret.as_ref());
    let expand = |info: &[u8]| mac(pseudo_random.as_ref(), &[info, &[0, 1]].concat());
    let (key, nonce) = (expand(b"Content-Encoding: aes128gcm"), expand(b"Content-Encoding: nonce"));
    (first(key.as_ref()), first(nonce.as_ref()))
}

fn mac(key: &[u8], data: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data)
}

fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut taken = [0; N];
    taken.copy_from_slice(&bytes[..N]);
    taken
}

fn nonce_of(mut base: [u8; NONCE_LEN], place: u64) -> [u8; NONCE_LEN] {
    for (byte, number) in base.iter_mut().skip(NONCE_LEN - 8).zip(place.to_be_bytes()) {
        *byte ^= number;
    }
    base
}

fn without_padding(plain: &[u8], delimiter: u8) -> Result<&[u8], DecryptError> {
    let end = plain.iter().rposition(|byte| *byte != 0).ok_or(DecryptError::Padding)?;
    if plain[end] == delimiter { Ok(&plain[..end]) } else { Err(DecryptError::Padding) }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    /// RFC 8291, section 5 and appendix A.
    const PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    fn decode(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn private_key() -> SecretKey {
        SecretKey::from_slice(&decode(PRIVATE)).unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_decrypts() {
        let message = decrypt(&decode(BODY), &private_key(), &decode(AUTH)).unwrap();
        assert_eq!(message, b"When I grow up, I want to be a watermelon");
    }

    #[test]
    fn anything_changed_is_noticed() {
        let body = decode(BODY);
        for place in [0, 30, 90, body.len() - 1] {
            let mut changed = body.clone();
            changed[place] ^= 1;
            assert!(decrypt(&changed, &private_key(), &decode(AUTH)).is_err(), "{place}");
        }
        assert_eq!(decrypt(&body, &private_key(), &[0; 16]), Err(DecryptError::Record));
        assert_eq!(decrypt(&body[..HEADER_BYTES], &private_key(), &[0; 16]), Err(DecryptError::Header));
    }

    proptest! {
        #[test]
        fn no_body_breaks_it(body: Vec<u8>) {
            let _ = decrypt(&body, &private_key(), &[0; 16]);
        }
    }
}
