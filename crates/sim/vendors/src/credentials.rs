//! The secrets the simulators make at their first start and keep: an authority for TLS, Apple's provider key, Google's
//! service account. And whom they believe.

mod access_token;
mod apple_keys;
mod authority;
mod folder;
mod google_accounts;
mod public_key;

use std::{io, path::PathBuf};

use countersign_primitives::Secret;

pub(crate) use access_token::{AccessTokens, TokenVerdict};
pub(crate) use apple_keys::AppleKeys;
pub use apple_keys::{AppleKeyRegistration, new_apple_key};
pub(crate) use authority::{
    APPLE_DEVELOPMENT_PREFIX, Authority, CERTIFICATE_FILE as CA_FILE, TOPICS_EXTENSION, server_names,
};
pub use authority::{AppleCertificate, AppleCertificateRequest};
pub(crate) use folder::Folder;
pub use google_accounts::GoogleAccountRegistration;
pub(crate) use google_accounts::{GoogleAccounts, ServiceKey};

/// Why credentials cannot be made, read or registered.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// A file of the data folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the data folder does not hold what it should: delete it to have it made anew.
    #[error("{} does not hold {what}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
    },
    /// A certificate cannot be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A key cannot be made.
    #[error("cannot make a key")]
    Key,
    /// What was to be registered is no public key of this kind.
    #[error("not a public key of this kind")]
    PublicKey,
}

/// What a gateway needs to push through simulated Apple.
#[derive(Clone, Debug)]
pub struct AppleCredentials {
    /// The key's id, ten characters.
    pub key_id: String,
    /// The developer team's id, ten characters.
    pub team_id: String,
    /// The key file, named as Apple names it: `AuthKey_<key id>.p8`.
    pub key_path: PathBuf,
    /// Its contents: PKCS#8 in PEM.
    pub key_pem: Secret<String>,
}

/// What a gateway needs to push through simulated Google.
#[derive(Clone, Debug)]
pub struct GoogleCredentials {
    /// The Firebase project.
    pub project_id: String,
    /// The service account.
    pub client_email: String,
    /// The service-account file. Its `token_uri` is the simulator's of this start.
    pub service_account_path: PathBuf,
    /// Its contents.
    pub service_account_json: Secret<String>,
}
