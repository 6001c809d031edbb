//! Saying to a push server who sends.
//!
//! Source: RFC 8292.

use std::{fmt, str::FromStr};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig,
        general_purpose::{NO_PAD, URL_SAFE_NO_PAD},
    },
};
use countersign_primitives::{Random, Secret, TimestampMs};
use countersign_wire_vendor::webpush::{PUBLIC_KEY_BYTES, VapidClaims};
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
};

use crate::encryption::{draw_key, point};

/// How long a token is good.
const LIFE_SECS: i64 = 12 * 60 * 60;
/// It is replaced when it is good for less than this.
const RENEW_SECS: i64 = 60 * 60;

const LENIENT: GeneralPurposeConfig = NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The key pair that names this sender to push servers. Apps register with its public half, and some push servers then
/// take messages of nobody else: it must be kept.
#[derive(Clone)]
pub struct VapidKey {
    private: SigningKey,
    public: [u8; PUBLIC_KEY_BYTES],
}

/// Why a text is no key. The text is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VapidKeyError {
    /// Not 32 bytes of a private key in base64url.
    #[error("the private VAPID key is not 32 bytes in base64url")]
    Private,
    /// Not 65 bytes in base64url.
    #[error("the public VAPID key is not 65 bytes in base64url")]
    Public,
    /// The two are no pair.
    #[error("the public VAPID key does not belong to the private one")]
    Mismatch,
}

impl VapidKey {
    /// A new key pair.
    pub fn generate(random: &dyn Random) -> Self {
        Self::new(&draw_key(random))
    }

    /// Reads a key pair: the private half as 32 bytes, the public half as 65 bytes, both in base64url, padded or not.
    /// The public half may be left empty.
    ///
    /// # Errors
    /// See [`VapidKeyError`].
    pub fn from_texts(private: &Secret, public: &str) -> Result<Self, VapidKeyError> {
        let bytes = decode(private.expose()).ok_or(VapidKeyError::Private)?;
        let key = Self::new(&SecretKey::from_slice(&bytes).map_err(|_| VapidKeyError::Private)?);
        if !public.is_empty() {
            let told = decode(public).filter(|bytes| bytes.len() == PUBLIC_KEY_BYTES).ok_or(VapidKeyError::Public)?;
            if told != key.public {
                return Err(VapidKeyError::Mismatch);
            }
        }
        Ok(key)
    }

    fn new(secret: &SecretKey) -> Self {
        Self { private: SigningKey::from(secret), public: point(&secret.public_key()) }
    }

    /// The private half as text, for the settings.
    pub fn private_text(&self) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(self.private.to_bytes()))
    }

    /// The public half as text: what apps register with.
    pub fn public_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.public)
    }

    /// Bytes for deriving other secrets.
    pub(crate) fn seed(&self) -> [u8; 32] {
        self.private.to_bytes().into()
    }

    /// A token for a push server, good for 12 hours.
    pub(crate) fn token(&self, origin: &str, subject: &VapidSubject, now: TimestampMs) -> VapidToken {
        let expires = now.as_secs() + LIFE_SECS;
        let claims = VapidClaims { aud: origin.to_owned(), exp: expires, sub: subject.0.clone() };
        let claims = serde_json::to_vec(&claims).expect("texts and numbers serialise");
        let mut token = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(claims));
        let signature: Signature = self.private.sign(token.as_bytes());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature.to_bytes(), &mut token);
        VapidToken { authorization: format!("vapid t={token}, k={}", self.public_text()), expires }
    }
}

const HEADER: &str = r#"{"typ":"JWT","alg":"ES256"}"#;

impl fmt::Debug for VapidKey {
    /// The public half.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VapidKey({})", self.public_text())
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let (url_safe, standard) = (GeneralPurpose::new(&URL_SAFE, LENIENT), GeneralPurpose::new(&STANDARD, LENIENT));
    url_safe.decode(text.trim()).or_else(|_| standard.decode(text.trim())).ok()
}

/// Whom the operator of a push server may write to: `mailto:` or `https:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VapidSubject(String);

/// The text is no contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the contact for push servers must be a mail address, a mailto: or an https: address")]
pub struct VapidSubjectError;

impl FromStr for VapidSubject {
    type Err = VapidSubjectError;

    /// A bare mail address gets its `mailto:`.
    fn from_str(text: &str) -> Result<Self, VapidSubjectError> {
        let text = text.trim();
        let has_more = |prefix: &str| text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty());
        if text.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
            Err(VapidSubjectError)
        } else if has_more("mailto:") || has_more("https://") {
            Ok(Self(text.to_owned()))
        } else if text.contains('@') && !text.contains(':') {
            Ok(Self(format!("mailto:{text}")))
        } else {
            Err(VapidSubjectError)
        }
    }
}

/// A token for one push server, with the header it goes into.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct VapidToken {
    /// The value of `Authorization`.
    pub(crate) authorization: String,
    expires: i64,
}

impl VapidToken {
    /// Whether it goes on being used: not near its end, and not from a time when the clock was wrong.
    pub(crate) fn is_fresh(&self, now: TimestampMs) -> bool {
        (RENEW_SECS..=LIFE_SECS).contains(&(self.expires - now.as_secs()))
    }
}

#[cfg(test)]
mod tests {
    use countersign_primitives::SequenceRandom;
    use p256::ecdsa::{VerifyingKey, signature::Verifier};

    use super::*;

    const NOW: TimestampMs = TimestampMs(1_700_000_000_000);

    fn key() -> VapidKey {
        VapidKey::generate(&SequenceRandom::new(1))
    }

    fn subject() -> VapidSubject {
        "mailto:ops@example.com".parse().unwrap()
    }

    #[test]
    fn a_token_says_who_sends_to_whom_and_until_when() {
        let token = key().token("https://push.example.com", &subject(), NOW).authorization;
        let (token, public) = token.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(public, key().public_text());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let json = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        assert_eq!(json(header), r#"{"typ":"JWT","alg":"ES256"}"#);
        assert_eq!(
            json(claims),
            r#"{"aud":"https://push.example.com","exp":1700043200,"sub":"mailto:ops@example.com"}"#
        );
        let verifying = VerifyingKey::from_sec1_bytes(&URL_SAFE_NO_PAD.decode(public).unwrap()).unwrap();
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        verifying.verify(signed.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn a_token_is_used_for_eleven_hours_and_never_longer_than_it_may_live() {
        let token = key().token("https://push.example.com", &subject(), NOW);
        let after = |secs: i64| TimestampMs::from_secs(NOW.as_secs() + secs);
        assert!(token.is_fresh(NOW) && token.is_fresh(after(11 * 3600)));
        assert!(!token.is_fresh(after(11 * 3600 + 1)));
        assert!(!token.is_fresh(after(-1)));
    }

    #[test]
    fn keys_are_read_back_padded_or_not() {
        let key = key();
        let padded = Secret::new(format!("{}=", key.private_text().expose()));
        for private in [key.private_text(), padded] {
            for public in ["", &key.public_text(), &format!("{}=", key.public_text())] {
                assert_eq!(VapidKey::from_texts(&private, public).unwrap().public, key.public);
            }
        }
        assert_eq!(format!("{key:?}"), format!("VapidKey({})", key.public_text()));
    }

    #[test]
    fn wrong_keys_are_named() {
        let (key, other) = (key(), VapidKey::generate(&SequenceRandom::new(2)));
        let read =
            |private: &str, public: &str| VapidKey::from_texts(&Secret::new(private.to_owned()), public).map(drop);
        let private = key.private_text();
        assert_eq!(read("", ""), Err(VapidKeyError::Private));
        assert_eq!(read(&"A".repeat(43), ""), Err(VapidKeyError::Private));
        assert_eq!(read("not base64!", ""), Err(VapidKeyError::Private));
        assert_eq!(read(private.expose(), "AAAA"), Err(VapidKeyError::Public));
        assert_eq!(read(private.expose(), &other.public_text()), Err(VapidKeyError::Mismatch));
    }

    #[test]
    fn a_contact_is_a_mail_or_an_address() {
        assert_eq!("ops@example.com".parse(), Ok(VapidSubject("mailto:ops@example.com".to_owned())));
        for text in ["mailto:a@b", "https://example.com/contact"] {
            assert_eq!(text.parse(), Ok(VapidSubject(text.to_owned())));
        }
        for text in ["", "ops", "http://example.com", "mailto:", "https://", "a@b\nc"] {
            assert_eq!(text.parse::<VapidSubject>(), Err(VapidSubjectError), "{text}");
        }
    }
}
