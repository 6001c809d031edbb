//! The second factor: six digits that change every 30 seconds, each good once.
//!
//! Source: RFC 6238; `mattermost/mattermost` `server/platform/shared/mfa`.

use ring::hmac;
use subtle::{Choice, ConstantTimeEq};

use crate::error::{RuleError, known};

/// Length of a fresh secret.
pub const SECRET_BYTES: usize = 20;
const STEP_SECS: i64 = 30;
/// How many steps either side of now are taken.
const WINDOW: i64 = 1;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What a code is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TotpVerdict {
    /// It is right, for the first time. Keep these steps as used.
    Accepted(Vec<i64>),
    /// It was right, and was used.
    Used,
    /// It is wrong.
    Wrong,
    /// It is not six digits.
    Malformed,
}

/// A fresh secret as people type it: base32 without padding.
pub fn secret_text(bytes: [u8; SECRET_BYTES]) -> String {
    let mut text = String::with_capacity(SECRET_BYTES * 8 / 5);
    for chunk in bytes.chunks(5) {
        let bits = chunk.iter().fold(0_u64, |bits, &byte| (bits << 8) | u64::from(byte));
        for place in (0..8).rev() {
            let letter = (bits >> (place * 5)).to_le_bytes()[0] & 31;
            text.push(char::from(BASE32[usize::from(letter)]));
        }
    }
    text
}

/// The address an authenticator app reads from a QR code. `issuer` is the server's address without scheme and `www.`.
pub fn otpauth_uri(issuer: &str, email: &str, secret: &str) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    let issuer = encode(issuer);
    format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}", encode(email))
}

/// What a code is worth at a time, given the steps already used. A secret that is not base32 makes every code wrong.
pub fn verify_totp(secret: &str, code: &str, now_secs: i64, used: &[i64]) -> TotpVerdict {
    let code = code.trim();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return TotpVerdict::Malformed;
    }
    let Some(key) = decode(secret) else { return TotpVerdict::Wrong };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let now = now_secs.div_euclid(STEP_SECS);
    let mut matched = None;
    for step in now - WINDOW..=now + WINDOW {
        let same: Choice = code_at(&key, step).as_bytes().ct_eq(code.as_bytes());
        if bool::from(same) && !used.contains(&step) {
            matched = Some(step);
        } else if bool::from(same) {
            matched = matched.or(Some(i64::MIN));
        }
    }
    match matched {
        None => TotpVerdict::Wrong,
        Some(i64::MIN) => TotpVerdict::Used,
        Some(step) => {
            let kept = used.iter().copied().filter(|&used| used >= now - WINDOW);
            TotpVerdict::Accepted(kept.chain([step]).collect())
        }
    }
}

/// What signing in with a code comes to.
///
/// # Errors
/// 401: `mfa.validate_token.authenticate.app_error` when there is no code of six digits, on which apps ask for one;
/// `api.user.check_user_mfa.bad_code.app_error` when it is wrong or used.
pub fn check_login_code(verdict: TotpVerdict) -> Result<Vec<i64>, RuleError> {
    match verdict {
        TotpVerdict::Accepted(used) => Ok(used),
        TotpVerdict::Used | TotpVerdict::Wrong => Err(known::USER_CHECK_USER_MFA_BAD_CODE),
        TotpVerdict::Malformed => Err(known::MFA_VALIDATE_TOKEN_AUTHENTICATE),
    }
}

/// What activating the second factor with a code comes to.
///
/// # Errors
/// 401 for a wrong code, 400 for something that is no code (the incumbent: 500).
pub fn check_activation_code(verdict: TotpVerdict) -> Result<Vec<i64>, RuleError> {
    match verdict {
        TotpVerdict::Accepted(used) => Ok(used),
        TotpVerdict::Used | TotpVerdict::Wrong => Err(known::MFA_ACTIVATE_BAD_TOKEN),
        TotpVerdict::Malformed => Err(known::MFA_ACTIVATE),
    }
}

fn code_at(key: &hmac::Key, step: i64) -> String {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[tag.len() - 1] & 0x0f);
    let number = tag[offset..offset + 4].iter().fold(0_u32, |number, &byte| (number << 8) | u32::from(byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes().filter(|byte| *byte != b' ') {
        let value = BASE32.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 6238, appendix B, the secret of its SHA-1 column; codes cut to six digits.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_vectors_of_the_rfc_hold() {
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(verify_totp(SECRET, code, at, &[]), TotpVerdict::Accepted(vec![at / 30]), "{at}");
        }
    }

    #[test]
    fn a_code_counts_once_and_one_step_either_side() {
        let at = 59;
        assert_eq!(verify_totp(SECRET, "287082", at, &[1]), TotpVerdict::Used);
        assert!(matches!(verify_totp(SECRET, "287082", at + 30, &[]), TotpVerdict::Accepted(_)));
        assert_eq!(verify_totp(SECRET, "287082", at + 61, &[]), TotpVerdict::Wrong);
        assert!(matches!(verify_totp(SECRET, "287082", at - 30, &[]), TotpVerdict::Accepted(_)));
    }

    #[test]
    fn what_is_no_code_is_malformed() {
        for code in ["", "abc", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(verify_totp(SECRET, code, 59, &[]), TotpVerdict::Malformed, "{code}");
        }
        assert_eq!(verify_totp("not base32!", "287082", 59, &[]), TotpVerdict::Wrong);
    }

    #[test]
    fn old_steps_are_forgotten() {
        assert_eq!(
            verify_totp(SECRET, "279037", 2_000_000_000, &[5, 66_666_665]),
            TotpVerdict::Accepted(vec![66_666_665, 66_666_666])
        );
    }

    #[test]
    fn the_address_for_apps_is_escaped() {
        let uri = otpauth_uri("chat.example.com:8065/a", "ann+x@example.com", "ABC");
        assert_eq!(
            uri,
            "otpauth://totp/chat.example.com%3A8065%2Fa:ann%2Bx%40example.com?secret=ABC&issuer=chat.example.com%3A8065%2Fa"
        );
    }

    proptest! {
        #[test]
        fn secrets_read_back(bytes: [u8; SECRET_BYTES]) {
            prop_assert_eq!(decode(&secret_text(bytes)), Some(bytes.to_vec()));
        }

        #[test]
        fn arbitrary_input_never_panics(secret: String, code: String, now: i32) {
            verify_totp(&secret, &code, i64::from(now), &[]);
        }
    }
}
