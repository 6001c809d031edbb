//! Google's access tokens. They hold what they grant, sealed with a key of the data folder, so they survive a restart
//! of the simulator as Google's survive anything.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use parking_lot::RwLock;
use ring::hmac;
use serde::{Deserialize, Serialize};

use countersign_primitives::{Clock, Random};

use super::{CredentialsError, Folder};

const KEY_FILE: &str = "google.access-token-key.hex";
/// How Google's tokens begin.
const PREFIX: &str = "ya29.";

/// What a token grants.
#[derive(Serialize, Deserialize)]
struct Grant {
    account: String,
    scope: String,
    expires_at_ms: i64,
    nonce: u64,
}

/// What a token is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenVerdict {
    /// Good: for this account, these scopes, until then.
    Good { account: String, scope: String, expires_at_ms: i64 },
    /// It was good once.
    Expired,
    /// No token of ours, or revoked.
    Invalid,
}

/// Makes and reads access tokens.
pub(crate) struct AccessTokens {
    key: RwLock<hmac::Key>,
    generation: AtomicU64,
    folder: Folder,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl AccessTokens {
    pub(crate) fn open(
        folder: &Folder,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, CredentialsError> {
        let text = folder.read_or_make(KEY_FILE, || Ok(new_key(&*random)))?;
        let key = RwLock::new(key_of(folder, &text)?);
        Ok(Self { key, generation: AtomicU64::new(0), folder: folder.clone(), clock, random })
    }

    /// Makes a token.
    pub(crate) fn make(&self, account: &str, scope: &str, lifetime_secs: u64) -> String {
        let mut nonce = [0; 8];
        self.random.fill(&mut nonce);
        let grant = Grant {
            account: account.to_owned(),
            scope: scope.to_owned(),
            expires_at_ms: (self.clock.now() + Duration::from_secs(lifetime_secs)).0,
            nonce: u64::from_le_bytes(nonce),
        };
        let grant = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&grant).unwrap_or_default());
        let seal = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key.read(), grant.as_bytes()));
        format!("{PREFIX}{grant}.{seal}")
    }

    /// Reads a token.
    pub(crate) fn verify(&self, token: &str) -> TokenVerdict {
        let Some(grant) = self.unseal(token) else { return TokenVerdict::Invalid };
        if grant.expires_at_ms <= self.clock.now().0 {
            return TokenVerdict::Expired;
        }
        TokenVerdict::Good { account: grant.account, scope: grant.scope, expires_at_ms: grant.expires_at_ms }
    }

    /// Lets no token count that was made until now: they are sealed anew from here on.
    pub(crate) fn revoke_all(&self) -> Result<(), CredentialsError> {
        let text = new_key(&*self.random);
        let key = key_of(&self.folder, &text)?;
        self.folder.write(KEY_FILE, &text)?;
        *self.key.write() = key;
        self.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// Changes when tokens are revoked, so that connections check theirs again.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn unseal(&self, token: &str) -> Option<Grant> {
        let (grant, seal) = token.strip_prefix(PREFIX)?.split_once('.')?;
        let seal = URL_SAFE_NO_PAD.decode(seal).ok()?;
        hmac::verify(&self.key.read(), grant.as_bytes(), &seal).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(grant).ok()?).ok()
    }
}

fn new_key(random: &dyn Random) -> String {
    let mut key = [0; 32];
    random.fill(&mut key);
    hex::encode(key)
}

fn key_of(folder: &Folder, text: &str) -> Result<hmac::Key, CredentialsError> {
    let damaged = |_| CredentialsError::Damaged { path: folder.path(KEY_FILE), what: "a key in hexadecimal" };
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &hex::decode(text.trim()).map_err(damaged)?))
}
