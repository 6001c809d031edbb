//! Checking a push's signature: a compact JWT, ES256, over the push's `ack_id` and this device's token.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use p256::{
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
    pkcs8::DecodePublicKey,
};
use serde::Deserialize;

use countersign_mobile_policy::{SignatureFault, SignatureState};
use countersign_wire_push::{DevicePush, PushClaims};

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// Looks at a push's signature. `public_key` is the server's `AsymmetricSigningPublicKey`, `token` this device's push
/// token without the platform in front.
pub(crate) fn check(push: &DevicePush, public_key: Option<&str>, token: Option<&str>) -> SignatureState {
    if push.signature.is_none() {
        return SignatureState::Absent;
    }
    let Some(jwt) = push.signed() else { return SignatureState::Unsigned };
    match verify(jwt, public_key) {
        Err(fault) => SignatureState::Invalid(fault),
        Ok(claims) if push.ack_id.as_deref() != Some(claims.ack_id.as_str()) => {
            SignatureState::Invalid(SignatureFault::WrongAckId)
        }
        Ok(claims) if token != Some(claims.device_id.as_str()) => SignatureState::Invalid(SignatureFault::WrongDevice),
        Ok(_) => SignatureState::Valid,
    }
}

fn verify(jwt: &str, public_key: Option<&str>) -> Result<PushClaims, SignatureFault> {
    let (signed, signature) = jwt.rsplit_once('.').ok_or(SignatureFault::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(SignatureFault::Malformed)?;
    let header: Header = decode(header)?;
    // Only the one algorithm: whoever sends the push must not choose how it is checked.
    if header.alg != "ES256" {
        return Err(SignatureFault::Malformed);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| SignatureFault::Malformed)?;
    let signature = Signature::from_slice(&signature).map_err(|_| SignatureFault::Malformed)?;
    let key = public_key.and_then(|key| STANDARD.decode(key).ok()).ok_or(SignatureFault::NoKey)?;
    let key = VerifyingKey::from_public_key_der(&key).map_err(|_| SignatureFault::NoKey)?;
    key.verify(signed.as_bytes(), &signature).map_err(|_| SignatureFault::WrongKey)?;
    decode(claims)
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, SignatureFault> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| SignatureFault::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| SignatureFault::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    // A throw-away key pair; token and claims as a server of the incumbent's makes them.
    const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZLc2ZWAiDDN82OC4wzS4tzN984gWyJlnumw/ndat0Oiacl7iANlAN+PZyBBhgbE/d6N04Hmc0u9vuQGxc3G64Q==";
    const JWT: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJhY2tfaWQiOiIxNGo4dW1nY3pncmRwOTV3Nzd6dXhteGZ1OSIsImRldmljZV9pZCI6ImUzYjBjNDQyOThmYzFjMTQ5YWZiZjRjODk5NmZiOTI0MjdhZTQxZTQ2NDliOTM0Y2E0OTU5OTFiNzg1MmI4NTUifQ.QVrp7400dkwmCjPQ9B0gZsuZ5JxJG9tI_X4zIqpDG6EcqNxF47cl_t4t6l0A8XnXBunj130-GTzf0MXBYoesgg";
    const ACK: &str = "14j8umgczgrdp95w77zuxmxfu9";
    const TOKEN: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn push(signature: &str) -> DevicePush {
        DevicePush { ack_id: Some(ACK.to_owned()), signature: Some(signature.to_owned()), ..DevicePush::default() }
    }

    #[test]
    fn a_signature_of_the_incumbent_is_valid() {
        assert_eq!(check(&push(JWT), Some(KEY), Some(TOKEN)), SignatureState::Valid);
    }

    #[test]
    fn everything_else_is_invalid() {
        let invalid = SignatureState::Invalid;
        let other_ack = DevicePush { ack_id: Some("other".to_owned()), ..push(JWT) };
        let no_ack = DevicePush { ack_id: None, ..push(JWT) };
        assert_eq!(check(&other_ack, Some(KEY), Some(TOKEN)), invalid(SignatureFault::WrongAckId));
        assert_eq!(check(&no_ack, Some(KEY), Some(TOKEN)), invalid(SignatureFault::WrongAckId));
        assert_eq!(check(&push(JWT), Some(KEY), Some("other")), invalid(SignatureFault::WrongDevice));
        assert_eq!(check(&push(JWT), Some(KEY), None), invalid(SignatureFault::WrongDevice));
        for key in [None, Some(""), Some("AAAA"), Some("not base64")] {
            assert_eq!(check(&push(JWT), key, Some(TOKEN)), invalid(SignatureFault::NoKey), "{key:?}");
        }
        let changed = JWT.replacen("eyJhY2", "eyJhY3", 1);
        assert_eq!(check(&push(&changed), Some(KEY), Some(TOKEN)), invalid(SignatureFault::WrongKey));
        for jwt in ["x", "a.b.c", "..", &JWT[..JWT.len() - 4]] {
            assert_eq!(check(&push(jwt), Some(KEY), Some(TOKEN)), invalid(SignatureFault::Malformed), "{jwt}");
        }
    }

    #[test]
    fn another_algorithm_is_never_accepted() {
        let claims = JWT.split('.').nth(1).unwrap();
        for header in [r#"{"alg":"none"}"#, r#"{"alg":"HS256"}"#, r#"{"alg":"es256"}"#, "{}"] {
            let jwt = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(header));
            let state = check(&push(&jwt), Some(KEY), Some(TOKEN));
            assert_eq!(state, SignatureState::Invalid(SignatureFault::Malformed), "{header}");
        }
    }

    #[test]
    fn a_missing_signature_is_told_from_an_empty_one() {
        assert_eq!(check(&DevicePush::default(), Some(KEY), Some(TOKEN)), SignatureState::Absent);
        assert_eq!(check(&push(""), Some(KEY), Some(TOKEN)), SignatureState::Unsigned);
        assert_eq!(check(&push("NO_SIGNATURE"), Some(KEY), Some(TOKEN)), SignatureState::Unsigned);
    }
}
