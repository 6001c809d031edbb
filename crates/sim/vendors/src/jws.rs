//! Compact JSON web signatures: taken apart and verified.
//!
//! Source: RFC 7515, section 7.1; RFC 7518, sections 3.3 and 3.4.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde::{Deserialize, de::DeserializeOwned};

/// A signature taken apart; nothing is verified yet.
pub(crate) struct Jws<'a> {
    pub(crate) header: JwsHeader,
    payload: Vec<u8>,
    signed: &'a [u8],
    signature: Vec<u8>,
}

/// The members of the header that matter here.
#[derive(Deserialize)]
pub(crate) struct JwsHeader {
    pub(crate) alg: String,
    #[serde(default)]
    pub(crate) kid: String,
}

impl<'a> Jws<'a> {
    /// Takes a text apart; `None` when it is no signature.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        Some(Self {
            header: serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?,
            payload: URL_SAFE_NO_PAD.decode(payload).ok()?,
            signed: signed.as_bytes(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// The claims, believed or not.
    pub(crate) fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.payload).ok()
    }

    /// Whether a P-256 key (65 bytes, uncompressed point) made it.
    pub(crate) fn is_es256_of(&self, point: &[u8]) -> bool {
        self.header.alg == "ES256"
            && UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(self.signed, &self.signature).is_ok()
    }

    /// Whether an RSA key (PKCS#1 in DER) made it.
    pub(crate) fn is_rs256_of(&self, pkcs1: &[u8]) -> bool {
        self.header.alg == "RS256"
            && UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pkcs1).verify(self.signed, &self.signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
    };

    use super::*;

    fn key() -> EcdsaKeyPair {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
    }

    fn sign(key: &EcdsaKeyPair, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    #[test]
    fn only_the_key_that_signed_verifies() {
        let (key, other) = (key(), key());
        let text = sign(&key, r#"{"alg":"ES256","kid":"K"}"#, r#"{"iss":"T"}"#);
        let jws = Jws::parse(&text).unwrap();
        assert_eq!(jws.header.kid, "K");
        assert!(jws.is_es256_of(key.public_key().as_ref()));
        assert!(!jws.is_es256_of(other.public_key().as_ref()));
        let renamed = sign(&key, r#"{"alg":"none"}"#, "{}");
        assert!(!Jws::parse(&renamed).unwrap().is_es256_of(key.public_key().as_ref()));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_parser(text: String) {
            let _ = Jws::parse(&text);
        }
    }
}
