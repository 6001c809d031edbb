//! What an authenticator shows, by RFC 6238.

use ring::hmac;

/// The code of a secret at a time.
pub(crate) fn code(secret: &str, now_secs: i64) -> String {
    let mut key = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for letter in secret.bytes() {
        let place = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).expect("base32");
        bits = (bits << 5) | u32::try_from(place).expect("one of 32");
        held += 5;
        if held >= 8 {
            held -= 8;
            key.push(u8::try_from(bits >> held).expect("eight bits"));
            bits &= (1 << held) - 1;
        }
    }
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let tag = hmac::sign(&key, &(now_secs / 30).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 0x0f);
    let number = u32::from_be_bytes(tag.as_ref()[offset..offset + 4].try_into().expect("four bytes"));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}
