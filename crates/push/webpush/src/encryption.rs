//! Encrypting a message for one device, so that the push server sees its length class and nothing else.
//!
//! Source: RFC 8291 section 3 and 4, RFC 8188 section 2.

use aes_gcm::{Aes128Gcm, KeyInit, Nonce, aead::AeadInOut};
use countersign_primitives::Random;
use countersign_wire_vendor::webpush::{AUTH_BYTES, MAX_MESSAGE_BYTES, PUBLIC_KEY_BYTES, RECORD_SIZE};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey, elliptic_curve::sec1::ToSec1Point};
use sha2::Sha256;

/// The lengths messages are padded to, in bytes: a push server cannot tell a cleared channel from a short message, and a
/// long one only roughly.
pub const PLAINTEXT_CLASSES: [usize; 3] = [1023, 2047, MAX_MESSAGE_BYTES];

/// Ends the text in the last record; zeros follow.
const LAST_RECORD: u8 = 2;

/// A message longer than [`MAX_MESSAGE_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message for Web Push has at most {MAX_MESSAGE_BYTES} bytes")]
pub struct TooLong;

/// What is drawn anew for each message.
pub struct Ephemeral {
    /// The sender's key pair for this message.
    pub key: SecretKey,
    /// The salt of its keys.
    pub salt: [u8; 16],
}

impl Ephemeral {
    /// Draws both.
    pub fn draw(random: &dyn Random) -> Self {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        Self { key: draw_key(random), salt }
    }
}

/// Draws a private key. All but one in 2^32 candidates are good.
pub(crate) fn draw_key(random: &dyn Random) -> SecretKey {
    let mut candidate = [0; 32];
    loop {
        random.fill(&mut candidate);
        if let Ok(key) = SecretKey::from_slice(&candidate) {
            return key;
        }
    }
}

/// The body for a device with this key and secret: one record, the text filled up with zeros to the smallest of `classes`
/// that holds it. Without a class that does, the text is not filled up.
///
/// # Errors
/// The text is longer than fits.
///
/// # Panics
/// Never: the lengths asked of the key derivation are possible ones.
pub fn encrypt(
    device: &PublicKey,
    auth: &[u8; AUTH_BYTES],
    text: &[u8],
    classes: &[usize],
    ephemeral: &Ephemeral,
) -> Result<Vec<u8>, TooLong> {
    if text.len() > MAX_MESSAGE_BYTES {
        return Err(TooLong);
    }
    let padded = classes.iter().copied().filter(|class| *class >= text.len()).min().unwrap_or(text.len());
    let own_public = point(&ephemeral.key.public_key());
    let (key, nonce) = keys(device, auth, &own_public, ephemeral);

    let mut record = Vec::with_capacity(padded + 1 + 16);
    record.extend_from_slice(text);
    record.push(LAST_RECORD);
    record.resize(padded + 1, 0);
    let cipher = Aes128Gcm::new_from_slice(&key).expect("the key has 16 bytes");
    cipher.encrypt_in_place(&Nonce::from(nonce), &[], &mut record).expect("a record is far below the cipher's limit");

    let mut body = Vec::with_capacity(86 + record.len());
    body.extend_from_slice(&ephemeral.salt);
    body.extend_from_slice(&RECORD_SIZE.to_be_bytes());
    body.push(u8::try_from(own_public.len()).expect("a point has 65 bytes"));
    body.extend_from_slice(&own_public);
    body.extend_from_slice(&record);
    Ok(body)
}

/// The key and the nonce of the only record.
fn keys(device: &PublicKey, auth: &[u8], own_public: &[u8], ephemeral: &Ephemeral) -> ([u8; 16], [u8; 12]) {
    let shared = ephemeral.key.diffie_hellman(device);
    let mut info = b"WebPush: info\0".to_vec();
    info.extend_from_slice(&point(device));
    info.extend_from_slice(own_public);
    let mut input = [0; 32];
    expand(auth, shared.raw_secret_bytes(), &info, &mut input);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    expand(&ephemeral.salt, &input, b"Content-Encoding: aes128gcm\0", &mut key);
    expand(&ephemeral.salt, &input, b"Content-Encoding: nonce\0", &mut nonce);
    (key, nonce)
}

fn expand(salt: &[u8], input: &[u8], info: &[u8], output: &mut [u8]) {
    Hkdf::<Sha256>::new(Some(salt), input).expand(info, output).expect("32 bytes and fewer can be derived");
}

/// A public key as 65 bytes.
pub(crate) fn point(key: &PublicKey) -> [u8; PUBLIC_KEY_BYTES] {
    let mut bytes = [0; PUBLIC_KEY_BYTES];
    bytes.copy_from_slice(key.to_sec1_point(false).as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use countersign_primitives::SequenceRandom;
    use proptest::prelude::*;

    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    /// The example of RFC 8291, section 5.
    #[test]
    fn the_example_of_the_standard_comes_out_byte_for_byte() {
        let device = PublicKey::from_sec1_bytes(&bytes::<65>(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        ));
        let ephemeral = Ephemeral {
            key: SecretKey::from_slice(&bytes::<32>("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap(),
            salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
        };
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let text = b"When I grow up, I want to be a watermelon";
        let body = encrypt(&device.unwrap(), &auth, text, &[], &ephemeral).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6P\
             Bru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    /// What the device does.
    fn decrypt(device: &SecretKey, auth: &[u8; 16], body: &[u8]) -> Vec<u8> {
        let (salt, rest) = body.split_at(16);
        assert_eq!(rest[..5], [0, 0, 16, 0, 65]);
        let (sender, record) = rest[5..].split_at(65);
        let sender_key = PublicKey::from_sec1_bytes(sender).unwrap();
        let shared = device.diffie_hellman(&sender_key);
        let mut info = b"WebPush: info\0".to_vec();
        info.extend_from_slice(&point(&device.public_key()));
        info.extend_from_slice(sender);
        let (mut input, mut key, mut nonce) = ([0; 32], [0; 16], [0; 12]);
        expand(auth, shared.raw_secret_bytes(), &info, &mut input);
        expand(salt, &input, b"Content-Encoding: aes128gcm\0", &mut key);
        expand(salt, &input, b"Content-Encoding: nonce\0", &mut nonce);
        let mut record = record.to_vec();
        let cipher = Aes128Gcm::new_from_slice(&key).unwrap();
        cipher.decrypt_in_place(&Nonce::from(nonce), &[], &mut record).unwrap();
        let end = record.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(record[end], LAST_RECORD);
        record.truncate(end);
        record
    }

    #[test]
    fn the_longest_text_fills_the_body_and_no_more_is_taken() {
        let (device, auth) = (draw_key(&SequenceRandom::new(1)), [3; 16]);
        let ephemeral = Ephemeral::draw(&SequenceRandom::new(2));
        let seal = |length| encrypt(&device.public_key(), &auth, &vec![b'x'; length], &PLAINTEXT_CLASSES, &ephemeral);
        assert_eq!(seal(MAX_MESSAGE_BYTES).unwrap().len(), 4096);
        assert_eq!(seal(MAX_MESSAGE_BYTES + 1), Err(TooLong));
    }

    #[test]
    fn each_message_has_keys_of_its_own() {
        let random = SequenceRandom::new(1);
        let device = draw_key(&random);
        let seal =
            || encrypt(&device.public_key(), &[3; 16], b"same", &PLAINTEXT_CLASSES, &Ephemeral::draw(&random)).unwrap();
        let (one, two) = (seal(), seal());
        assert!(one[..16] != two[..16] && one[21..86] != two[21..86] && one[86..] != two[86..]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_device_reads_what_was_written_and_lengths_fall_into_classes(
            text in proptest::collection::vec(any::<u8>(), 0..=MAX_MESSAGE_BYTES),
            seed: u64,
        ) {
            let random = SequenceRandom::new(seed);
            let (device, auth) = (draw_key(&random), [9; 16]);
            let body =
                encrypt(&device.public_key(), &auth, &text, &PLAINTEXT_CLASSES, &Ephemeral::draw(&random)).unwrap();
            prop_assert!(PLAINTEXT_CLASSES.map(|class| class + 103).contains(&body.len()));
            prop_assert_eq!(decrypt(&device, &auth, &body), text);
        }
    }
}
