//! Signs pushes, so that phones know they come from their server.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};

use countersign_primitives::Secret;
use countersign_wire_push::PushClaims;

/// What stands before every token's claims: `{"alg":"ES256","typ":"JWT"}`.
const HEADER: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9";

/// A `SubjectPublicKeyInfo` of a P-256 key up to the point itself.
const SPKI_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The stored key cannot be used. Says nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signing key cannot be read")]
pub struct SigningKeyError;

/// Signs with the installation's key, ECDSA on P-256 with SHA-256.
pub struct PushSigner {
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl PushSigner {
    /// Makes a key: PKCS#8, base64, to be kept secret.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn generate() -> Result<Secret<String>, SigningKeyError> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        document.map(|document| Secret::new(STANDARD.encode(document))).map_err(|_| SigningKeyError)
    }

    /// Reads a key that [`PushSigner::generate`] made.
    ///
    /// # Errors
    /// It is no such key.
    pub fn read(key: &Secret<String>) -> Result<Self, SigningKeyError> {
        let document = STANDARD.decode(key.expose()).map_err(|_| SigningKeyError)?;
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &document, &random);
        Ok(Self { key: key.map_err(|_| SigningKeyError)?, random })
    }

    /// The public key as clients know it: base64 of the DER `SubjectPublicKeyInfo`.
    pub fn public_key(&self) -> String {
        let mut info = SPKI_PREFIX.to_vec();
        info.extend_from_slice(self.key.public_key().as_ref());
        STANDARD.encode(info)
    }

    /// A compact JWT over the claims.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn sign(&self, claims: &PushClaims) -> Result<String, SigningKeyError> {
        let claims = serde_json::to_vec(claims).map_err(|_| SigningKeyError)?;
        let mut token = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(claims));
        let signature = self.key.sign(&self.random, token.as_bytes()).map_err(|_| SigningKeyError)?;
        token.push('.');
        token.push_str(&URL_SAFE_NO_PAD.encode(signature));
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn phones_can_verify_with_the_published_key() {
        let ours = PushSigner::read(&PushSigner::generate().unwrap()).unwrap();
        let claims = PushClaims { ack_id: "a".to_owned(), device_id: "d".to_owned(), user_id: None };
        let token = ours.sign(&claims).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let info = STANDARD.decode(ours.public_key()).unwrap();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &info[SPKI_PREFIX.len()..]);
        key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let header = URL_SAFE_NO_PAD.decode(HEADER).unwrap();
        assert_eq!(header, br#"{"alg":"ES256","typ":"JWT"}"#);
    }

    #[test]
    fn garbage_is_no_key() {
        assert!(PushSigner::read(&Secret::new("bm90IGEga2V5".to_owned())).is_err());
    }
}
