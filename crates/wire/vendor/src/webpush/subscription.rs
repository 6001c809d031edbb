//! What a device hands over so that pushes reach it.

use std::fmt;

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::URL_SAFE_NO_PAD},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest endpoint, in bytes.
pub const MAX_ENDPOINT_BYTES: usize = 1000;
/// A point on P-256, uncompressed.
pub const PUBLIC_KEY_BYTES: usize = 65;
/// The secret that device and sender share.
pub const AUTH_BYTES: usize = 16;

/// Both alphabets occur in the wild, with padding and without.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const URL_SAFE_LENIENT: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);
const STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);

/// Where the pushes of one app on one device go, and for whose eyes they are. The endpoint is a secret: whoever knows it
/// may send there.
///
/// JSON: `{"endpoint","p256dh","auth"}`, the keys in base64url without padding. Reading takes padding and the standard
/// alphabet too. As a device id: base64url of that JSON, behind `unified_push-v2:`.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The URL to post to, at most [`MAX_ENDPOINT_BYTES`] long.
    pub endpoint: String,
    /// The device's public key.
    pub p256dh: [u8; PUBLIC_KEY_BYTES],
    /// The shared secret.
    pub auth: [u8; AUTH_BYTES],
}

/// Why a text is no subscription. The text is left out: it is a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionError {
    /// Not base64url.
    NotBase64,
    /// Not the JSON of a subscription, or a key of a wrong length.
    NotASubscription,
    /// The endpoint is empty or longer than [`MAX_ENDPOINT_BYTES`].
    EndpointLength,
}

impl fmt::Display for SubscriptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotBase64 => "the device token is not base64url",
            Self::NotASubscription => "the device token is not a subscription with endpoint and keys",
            Self::EndpointLength => "the endpoint is empty or longer than 1,000 bytes",
        })
    }
}

impl std::error::Error for SubscriptionError {}

impl Subscription {
    /// Reads what stands behind the colon of a device id.
    ///
    /// # Errors
    /// See [`SubscriptionError`].
    pub fn from_token(token: &str) -> Result<Self, SubscriptionError> {
        if token.len() > 4 * MAX_ENDPOINT_BYTES {
            return Err(SubscriptionError::EndpointLength);
        }
        let json = decode(token).ok_or(SubscriptionError::NotBase64)?;
        let read: Self = serde_json::from_slice(&json).map_err(|_| SubscriptionError::NotASubscription)?;
        if read.endpoint.is_empty() || read.endpoint.len() > MAX_ENDPOINT_BYTES {
            return Err(SubscriptionError::EndpointLength);
        }
        Ok(read)
    }

    /// What stands behind the colon of the device id.
    ///
    /// # Panics
    /// Never: texts serialise.
    pub fn to_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("texts serialise"))
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription(…)")
    }
}

#[derive(Serialize, Deserialize)]
struct Texts<'a> {
    #[serde(borrow)]
    endpoint: std::borrow::Cow<'a, str>,
    p256dh: std::borrow::Cow<'a, str>,
    auth: std::borrow::Cow<'a, str>,
}

impl Serialize for Subscription {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Texts {
            endpoint: self.endpoint.as_str().into(),
            p256dh: URL_SAFE_NO_PAD.encode(self.p256dh).into(),
            auth: URL_SAFE_NO_PAD.encode(self.auth).into(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Subscription {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = Texts::deserialize(deserializer)?;
        Ok(Self {
            p256dh: exactly(&texts.p256dh).ok_or_else(|| de::Error::custom("p256dh is not 65 bytes in base64url"))?,
            auth: exactly(&texts.auth).ok_or_else(|| de::Error::custom("auth is not 16 bytes in base64url"))?,
            endpoint: texts.endpoint.into_owned(),
        })
    }
}

fn exactly<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_LENIENT.decode(text).or_else(|_| STANDARD_LENIENT.decode(text)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn subscription(endpoint: &str) -> Subscription {
        Subscription { endpoint: endpoint.to_owned(), p256dh: [4; 65], auth: [7; 16] }
    }

    #[test]
    fn both_alphabets_and_padding_are_read() {
        let json = format!(
            r#"{{"endpoint":"https://push.example.com/x","p256dh":"{}","auth":"{}","more":1}}"#,
            base64::engine::general_purpose::STANDARD.encode([0xfb; 65]),
            base64::engine::general_purpose::URL_SAFE.encode([0xfb; 16]),
        );
        for token in [URL_SAFE_NO_PAD.encode(&json), base64::engine::general_purpose::STANDARD.encode(&json)] {
            let read = Subscription::from_token(&token).unwrap();
            assert_eq!((read.p256dh, read.auth), ([0xfb; 65], [0xfb; 16]));
        }
    }

    #[test]
    fn what_is_no_subscription_is_named_without_its_text() {
        let token = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let short = r#"{"endpoint":"https://a","p256dh":"AAAA","auth":"AAAA"}"#;
        for (text, error) in [
            ("not base64!".to_owned(), SubscriptionError::NotBase64),
            (token("[]"), SubscriptionError::NotASubscription),
            (token(short), SubscriptionError::NotASubscription),
            (subscription("").to_token(), SubscriptionError::EndpointLength),
            (subscription(&format!("https://a/{}", "x".repeat(1000))).to_token(), SubscriptionError::EndpointLength),
            ("A".repeat(5000), SubscriptionError::EndpointLength),
        ] {
            assert_eq!(Subscription::from_token(&text).map(drop), Err(error), "{text}");
        }
    }

    #[test]
    fn nothing_of_it_is_printed() {
        assert_eq!(format!("{:?}", subscription("https://push.example.com/secret")), "Subscription(…)");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(endpoint in "https://[a-z]{1,20}/[!-~]{1,200}", p256dh: [u8; 32], auth: [u8; 16]) {
            let mut key = [4; 65];
            key[1..33].copy_from_slice(&p256dh);
            let subscription = Subscription { endpoint, p256dh: key, auth };
            prop_assert_eq!(Subscription::from_token(&subscription.to_token()), Ok(subscription));
        }

        #[test]
        fn any_text_is_survived(text: String) {
            let _ = Subscription::from_token(&text);
        }
    }
}
