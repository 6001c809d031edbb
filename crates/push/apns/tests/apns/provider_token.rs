use std::{sync::Arc, time::Duration};

use countersign_apns::{KeyError, ProviderKey, ProviderTokens};
use countersign_loopback::Authority;
use countersign_primitives::{ManualClock, TimestampMs};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

/// A P-256 key in PKCS#8, as a `.p8` file holds it.
pub(crate) fn key_pem() -> String {
    Authority::new().issue(&["key"]).key_pem
}

fn tokens(clock: &Arc<ManualClock>) -> ProviderTokens {
    let key = ProviderKey::from_p8(&key_pem(), "ABC123DEFG", "DEF123GHIJ").unwrap();
    ProviderTokens::new(key, Arc::clone(clock) as _)
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(TimestampMs::from_secs(1_700_000_000)))
}

#[test]
fn a_token_is_signed_and_names_key_team_and_time() {
    let authority = Authority::new();
    let issued = authority.issue(&["key"]);
    let key = ProviderKey::from_p8(&issued.key_pem, "ABC123DEFG", "DEF123GHIJ").unwrap();
    let header = ProviderTokens::new(key, clock()).authorization();
    assert!(header.is_sensitive());
    let token = header.to_str().unwrap().strip_prefix("bearer ").unwrap().to_owned();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let public = public_key(&issued.key_pem);
    let decoded = jsonwebtoken::decode::<Value>(&token, &DecodingKey::from_ec_der(&public), &validation).unwrap();
    assert_eq!(decoded.header.kid.as_deref(), Some("ABC123DEFG"));
    assert_eq!(decoded.claims, serde_json::json!({"iat": 1_700_000_000, "iss": "DEF123GHIJ"}));
}

fn public_key(pem: &str) -> Vec<u8> {
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
    let random = ring::rand::SystemRandom::new();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der(), &random).unwrap();
    pair.public_key().as_ref().to_vec()
}

#[test]
fn a_token_lives_45_minutes_and_never_an_hour() {
    let clock = clock();
    let tokens = tokens(&clock);
    let first = tokens.authorization();
    clock.advance(Duration::from_mins(44));
    assert_eq!(tokens.authorization(), first);
    clock.advance(Duration::from_mins(2));
    assert_ne!(tokens.authorization(), first);
}

#[test]
fn a_token_is_not_renewed_within_20_minutes() {
    let clock = clock();
    let tokens = tokens(&clock);
    let first = tokens.authorization();
    clock.advance(Duration::from_mins(19));
    assert!(!tokens.renew());
    assert_eq!(tokens.authorization(), first);
    clock.advance(Duration::from_mins(1));
    assert!(tokens.renew());
    assert_ne!(tokens.authorization(), first);
}

#[test]
fn a_token_to_be_kept_is_kept_20_minutes_more() {
    let clock = clock();
    let tokens = tokens(&clock);
    let first = tokens.authorization();
    clock.advance(Duration::from_mins(40));
    tokens.keep();
    clock.advance(Duration::from_mins(15));
    assert_eq!(tokens.authorization(), first);
    assert!(!tokens.renew());
    clock.advance(Duration::from_mins(6));
    assert_ne!(tokens.authorization(), first);
}

#[test]
fn a_clock_that_was_set_makes_a_new_token() {
    let clock = clock();
    let tokens = tokens(&clock);
    let first = tokens.authorization();
    clock.set(TimestampMs::from_secs(1_600_000_000));
    assert_ne!(tokens.authorization(), first);
}

#[test]
fn other_keys_are_refused_without_a_word_of_them() {
    assert_eq!(ProviderKey::from_p8("", "a", "b").unwrap_err(), KeyError::NotAKey);
    let pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert_eq!(ProviderKey::from_p8(pem, "a", "b").unwrap_err(), KeyError::WrongCurve);
}
