use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use parking_lot::RwLock;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde::{Deserialize, Serialize};

use countersign_primitives::{Random, Secret};
use countersign_wire_vendor::apns::Environment;

use super::{AppleCredentials, CredentialsError, Folder, public_key};

const IDENTITY_FILE: &str = "apple.json";
const ID_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const ID_LENGTH: usize = 10;

/// A provider key Apple shall know. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppleKeyRegistration {
    /// The key's id: the token's `kid`.
    pub key_id: String,
    /// The developer team: the token's `iss`.
    pub team_id: String,
    /// Its public key: `PUBLIC KEY` in PEM, P-256.
    pub public_key_pem: String,
    /// Topics it may send to; empty: all of the team's. A key with topics is an identity of its own on a connection.
    #[serde(default)]
    pub topics: Vec<String>,
    /// The only environment it is for; `None`: both.
    #[serde(default)]
    pub environment: Option<Environment>,
    /// Whether it was revoked: then every push is `Forbidden`.
    #[serde(default)]
    pub revoked: bool,
}

/// A key Apple knows.
#[derive(Clone, Debug)]
pub(crate) struct AppleKey {
    pub(crate) team_id: String,
    pub(crate) point: Vec<u8>,
    pub(crate) topics: Vec<String>,
    pub(crate) environment: Option<Environment>,
    pub(crate) revoked: bool,
}

/// The keys Apple knows, by id.
#[derive(Debug, Default)]
pub(crate) struct AppleKeys {
    keys: RwLock<HashMap<String, AppleKey>>,
    generation: AtomicU64,
}

#[derive(Serialize, Deserialize)]
struct Identity {
    key_id: String,
    team_id: String,
}

impl AppleKeys {
    /// A key by its id.
    pub(crate) fn get(&self, key_id: &str) -> Option<AppleKey> {
        self.keys.read().get(key_id).cloned()
    }

    /// Changes with every change of the keys, so that connections check their tokens again.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Adds a key, or replaces the one with its id.
    pub(crate) fn register(&self, key: AppleKeyRegistration) -> Result<(), CredentialsError> {
        let point = public_key::from_pem(&key.public_key_pem)?;
        if point.len() != 65 {
            return Err(CredentialsError::PublicKey);
        }
        let AppleKeyRegistration { key_id, team_id, topics, environment, revoked, .. } = key;
        self.keys.write().insert(key_id, AppleKey { team_id, point, topics, environment, revoked });
        self.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// Registers the key of the data folder, made at the first start.
    pub(crate) fn open(&self, folder: &Folder, random: &dyn Random) -> Result<AppleCredentials, CredentialsError> {
        let make = || {
            let identity = Identity { key_id: new_id(random), team_id: new_id(random) };
            serde_json::to_string_pretty(&identity).map_err(|_| CredentialsError::Key)
        };
        let damaged = |name: &str, what| CredentialsError::Damaged { path: folder.path(name), what };
        let identity = folder.read_or_make(IDENTITY_FILE, make)?;
        let Identity { key_id, team_id } =
            serde_json::from_str(&identity).map_err(|_| damaged(IDENTITY_FILE, "a key id and a team id"))?;
        let name = format!("AuthKey_{key_id}.p8");
        let pem = folder.read_or_make(&name, || Ok(new_apple_key()?.0.expose().clone()))?;
        let key = KeyPair::from_pem(&pem).map_err(|_| damaged(&name, "a P-256 key, PKCS#8 in PEM"))?;
        self.register(AppleKeyRegistration {
            key_id: key_id.clone(),
            team_id: team_id.clone(),
            public_key_pem: key.public_key_pem(),
            topics: Vec::new(),
            environment: None,
            revoked: false,
        })?;
        Ok(AppleCredentials { key_id, team_id, key_path: folder.path(&name), key_pem: Secret::new(pem) })
    }
}

/// Makes a provider key: the private key as a `.p8` file holds it (PKCS#8 in PEM), and the public key in PEM for
/// [`AppleKeyRegistration::public_key_pem`].
///
/// # Errors
/// The operating system gives no entropy.
pub fn new_apple_key() -> Result<(Secret<String>, String), CredentialsError> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    Ok((Secret::new(key.serialize_pem()), key.public_key_pem()))
}

fn new_id(random: &dyn Random) -> String {
    let mut bytes = [0; ID_LENGTH];
    random.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(ID_LETTERS[usize::from(byte % 32)])).collect()
}
