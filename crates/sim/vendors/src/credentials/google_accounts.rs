use std::collections::HashMap;

use parking_lot::RwLock;
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPublicKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding},
    rand_core::{self, CryptoRng, RngCore},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use countersign_primitives::{Random, Secret};

use super::{CredentialsError, Folder, GoogleCredentials, public_key};

const KEY_FILE: &str = "google.key.pem";
const ACCOUNT_FILE: &str = "google-service-account.json";
const KEY_BITS: usize = 2048;

/// A service account Google shall know. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoogleAccountRegistration {
    /// The account: the assertion's `iss`.
    pub client_email: String,
    /// The key's id: the assertion's `kid`.
    pub private_key_id: String,
    /// Its public key: `PUBLIC KEY` in PEM, RSA.
    pub public_key_pem: String,
    /// The project it may send for. Registering an account makes the project known.
    pub project_id: String,
    /// Whether its keys were deleted: then assertions have an invalid signature.
    #[serde(default)]
    pub deleted: bool,
    /// Whether it may send; default yes. Without, pushes get 403 `PERMISSION_DENIED`.
    #[serde(default = "yes")]
    pub may_send: bool,
}

fn yes() -> bool {
    true
}

/// An account Google knows.
#[derive(Clone, Debug)]
pub(crate) struct GoogleAccount {
    pub(crate) key_id: String,
    pub(crate) public_key: Vec<u8>,
    pub(crate) project_id: String,
    pub(crate) deleted: bool,
    pub(crate) may_send: bool,
}

/// The accounts Google knows, by e-mail address.
#[derive(Debug, Default)]
pub(crate) struct GoogleAccounts {
    accounts: RwLock<HashMap<String, GoogleAccount>>,
}

impl GoogleAccounts {
    pub(crate) fn get(&self, client_email: &str) -> Option<GoogleAccount> {
        self.accounts.read().get(client_email).cloned()
    }

    /// Whether an account belongs to this project.
    pub(crate) fn has_project(&self, project_id: &str) -> bool {
        self.accounts.read().values().any(|account| account.project_id == project_id)
    }

    /// Whether an account may send for a project.
    pub(crate) fn may_send(&self, client_email: &str, project_id: &str) -> bool {
        let accounts = self.accounts.read();
        accounts.get(client_email).is_some_and(|account| account.may_send && account.project_id == project_id)
    }

    /// Adds an account, or replaces the one with its address.
    pub(crate) fn register(&self, account: GoogleAccountRegistration) -> Result<(), CredentialsError> {
        let public_key = public_key::from_pem(&account.public_key_pem)?;
        let GoogleAccountRegistration { client_email, private_key_id, project_id, deleted, may_send, .. } = account;
        let account = GoogleAccount { key_id: private_key_id, public_key, project_id, deleted, may_send };
        self.accounts.write().insert(client_email, account);
        Ok(())
    }

    /// Registers the account of the data folder, and writes its file with this start's `token_uri`.
    pub(crate) fn open(
        &self,
        folder: &Folder,
        key: &ServiceKey,
        project_id: &str,
        token_uri: &str,
    ) -> Result<GoogleCredentials, CredentialsError> {
        let ServiceKey { pem, public_key, key_id } = key;
        let client_email = format!("gateway@{project_id}.iam.gserviceaccount.com");
        let json = json!({
            "type": "service_account",
            "project_id": project_id,
            "private_key_id": key_id,
            "private_key": pem.expose(),
            "client_email": client_email,
            "client_id": "100000000000000000000",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": token_uri,
            "universe_domain": "googleapis.com",
        });
        let json = serde_json::to_string_pretty(&json).map_err(|_| CredentialsError::Key)?;
        let service_account_path = folder.write(ACCOUNT_FILE, &json)?;
        let account = GoogleAccount {
            key_id: key_id.clone(),
            public_key: public_key.clone(),
            project_id: project_id.to_owned(),
            deleted: false,
            may_send: true,
        };
        self.accounts.write().insert(client_email.clone(), account);
        let (project_id, service_account_json) = (project_id.to_owned(), Secret::new(json));
        Ok(GoogleCredentials { project_id, client_email, service_account_path, service_account_json })
    }
}

/// The key of the data folder's service account.
pub(crate) struct ServiceKey {
    pem: Secret<String>,
    /// PKCS#1 in DER.
    public_key: Vec<u8>,
    key_id: String,
}

impl ServiceKey {
    /// Reads the key, or makes it at the first start, which takes some tenths of a second.
    pub(crate) fn open(folder: &Folder, random: &dyn Random) -> Result<Self, CredentialsError> {
        let pem = folder.read_or_make(KEY_FILE, || new_rsa_key(random))?;
        let damaged = || CredentialsError::Damaged { path: folder.path(KEY_FILE), what: "an RSA key, PKCS#8 in PEM" };
        let key = RsaPrivateKey::from_pkcs8_pem(&pem).map_err(|_| damaged())?;
        let public_key = key.to_public_key().to_pkcs1_der().map_err(|_| damaged())?.into_vec();
        let fingerprint = ring::digest::digest(&ring::digest::SHA256, &public_key);
        let key_id = hex::encode(&fingerprint.as_ref()[..20]);
        Ok(Self { pem: Secret::new(pem), public_key, key_id })
    }
}

fn new_rsa_key(random: &dyn Random) -> Result<String, CredentialsError> {
    let key = RsaPrivateKey::new(&mut Entropy(random), KEY_BITS).map_err(|_| CredentialsError::Key)?;
    Ok(key.to_pkcs8_pem(LineEnding::LF).map_err(|_| CredentialsError::Key)?.to_string())
}

/// The port for randomness as the RSA library asks for it.
struct Entropy<'a>(&'a dyn Random);

impl CryptoRng for Entropy<'_> {}

impl RngCore for Entropy<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}
