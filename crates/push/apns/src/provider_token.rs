use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use countersign_primitives::{Clock, TimestampMs};
use countersign_wire_vendor::apns::ProviderClaims;
use http::HeaderValue;
use parking_lot::Mutex;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde::Serialize;

/// A token is replaced at this age. Apple takes tokens of up to an hour.
const RENEW_AT: Duration = Duration::from_mins(45);
/// A younger token is never replaced: Apple refuses tokens that change more often.
const NOT_BEFORE: Duration = Duration::from_mins(20);

/// The key that signs provider tokens.
pub struct ProviderKey {
    pair: EcdsaKeyPair,
    key_id: String,
    team_id: String,
}

/// Why a key file cannot be used. Says nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No PKCS#8 private key in PEM.
    #[error("not a private key in PEM (PKCS#8), as Apple's .p8 files are")]
    NotAKey,
    /// Another kind of key.
    #[error("not a key on the curve P-256")]
    WrongCurve,
}

impl ProviderKey {
    /// Reads a `.p8` file.
    ///
    /// # Errors
    /// No PKCS#8 key in PEM, or not one on P-256.
    pub fn from_p8(pem: &str, key_id: &str, team_id: &str) -> Result<Self, KeyError> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| KeyError::NotAKey)?;
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der(), &SystemRandom::new())
                .map_err(|_| KeyError::WrongCurve)?;
        Ok(Self { pair, key_id: key_id.to_owned(), team_id: team_id.to_owned() })
    }

    fn sign(&self, now: TimestampMs) -> String {
        let header = Header { alg: "ES256", kid: &self.key_id };
        let claims = ProviderClaims { iat: now.as_secs(), iss: self.team_id.clone() };
        let mut token = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self.pair.sign(&SystemRandom::new(), token.as_bytes());
        token.push('.');
        BASE64.encode_string(signature.expect("signing fails only without entropy"), &mut token);
        token
    }
}

impl std::fmt::Debug for ProviderKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderKey").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    kid: &'a str,
}

fn encode(part: &impl Serialize) -> String {
    BASE64.encode(serde_json::to_vec(part).expect("texts and numbers serialise"))
}

/// The provider token of one key, renewed in time. Share one value among all targets with the same key: Apple counts
/// renewals per key.
pub struct ProviderTokens {
    key: ProviderKey,
    clock: Arc<dyn Clock>,
    current: Mutex<Option<Token>>,
}

struct Token {
    header: HeaderValue,
    issued: TimestampMs,
    made: Duration,
    keep_until: Duration,
}

impl ProviderTokens {
    /// Makes the first token when it is asked for.
    pub fn new(key: ProviderKey, clock: Arc<dyn Clock>) -> Self {
        Self { key, clock, current: Mutex::new(None) }
    }

    /// The `authorization` header to send now.
    pub fn authorization(&self) -> HeaderValue {
        let (now, ticks) = (self.clock.now(), self.clock.ticks());
        let mut current = self.current.lock();
        match &*current {
            Some(token) if !token.is_old(now, ticks) => token.header.clone(),
            _ => current.insert(self.make(now, ticks)).header.clone(),
        }
    }

    /// Makes a new token, unless the present one is younger than 20 minutes or must be kept. Returns whether it did.
    pub fn renew(&self) -> bool {
        let (now, ticks) = (self.clock.now(), self.clock.ticks());
        let mut current = self.current.lock();
        let may = current.as_ref().is_none_or(|token| token.may_be_replaced(ticks));
        if may {
            *current = Some(self.make(now, ticks));
        }
        may
    }

    /// Keeps the present token for another 20 minutes: Apple has seen too many.
    pub fn keep(&self) {
        let ticks = self.clock.ticks();
        if let Some(token) = &mut *self.current.lock() {
            token.keep_until = ticks + NOT_BEFORE;
        }
    }

    /// The age of the present token; `None` before the first.
    pub fn age(&self) -> Option<Duration> {
        let ticks = self.clock.ticks();
        self.current.lock().as_ref().map(|token| ticks.saturating_sub(token.made))
    }

    fn make(&self, now: TimestampMs, ticks: Duration) -> Token {
        let mut header = HeaderValue::try_from(format!("bearer {}", self.key.sign(now)))
            .expect("base64 and dots are fit for a header");
        header.set_sensitive(true);
        Token { header, issued: now, made: ticks, keep_until: ticks }
    }
}

impl std::fmt::Debug for ProviderTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderTokens").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Token {
    /// Old by either clock: the machine may have slept, or somebody set the time.
    fn is_old(&self, now: TimestampMs, ticks: Duration) -> bool {
        let by_date = now.since(self.issued).max(self.issued.since(now));
        let age = ticks.saturating_sub(self.made).max(by_date);
        age >= RENEW_AT && ticks >= self.keep_until
    }

    fn may_be_replaced(&self, ticks: Duration) -> bool {
        ticks.saturating_sub(self.made) >= NOT_BEFORE && ticks >= self.keep_until
    }
}
