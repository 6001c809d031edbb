use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use countersign_primitives::TimestampMs;
use countersign_wire_vendor::{
    fcm::SCOPE,
    oauth::{AssertionClaims, ServiceAccount},
};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};
use serde::Serialize;

/// How long an assertion holds, in seconds: the most Google takes.
const ASSERTION_SECS: i64 = 3600;

/// A service account that can sign.
pub struct AccountKey {
    account: ServiceAccount,
    pair: RsaKeyPair,
}

/// Why a service-account file cannot be used. Says nothing of the key in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Not the JSON of a service account; where it goes wrong.
    #[error("not a service-account file: line {line}, column {column}")]
    NotAnAccount {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Another kind of credential.
    #[error("the file's type is not service_account")]
    WrongKind,
    /// The private key is no RSA key of 2,048 bits or more in PEM.
    #[error("private_key is not an RSA key of at least 2048 bits in PEM")]
    BadKey,
    /// The token endpoint is no URL.
    #[error("token_uri is not an http or https URL")]
    BadTokenUri,
}

impl AccountKey {
    /// Reads a service-account file.
    ///
    /// # Errors
    /// Not such a file, or a key that cannot sign: found here, not at the first push.
    pub fn from_json(json: &str) -> Result<Self, AccountError> {
        let account: ServiceAccount = serde_json::from_str(json)
            .map_err(|error| AccountError::NotAnAccount { line: error.line(), column: error.column() })?;
        if account.kind != "service_account" {
            return Err(AccountError::WrongKind);
        }
        let pair = match PrivateKeyDer::from_pem_slice(account.private_key.expose().as_bytes()) {
            Ok(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            Ok(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(AccountError::BadKey),
        };
        Ok(Self { account, pair: pair.map_err(|_| AccountError::BadKey)? })
    }

    /// The Firebase project; empty when the file names none.
    pub fn project_id(&self) -> &str {
        &self.account.project_id
    }

    /// Where assertions are exchanged.
    pub fn token_uri(&self) -> &str {
        &self.account.token_uri
    }

    /// A signed assertion made at `now`.
    pub(crate) fn assertion(&self, now: TimestampMs) -> String {
        let header = Header { alg: "RS256", typ: "JWT", kid: &self.account.private_key_id };
        let claims = AssertionClaims {
            iss: self.account.client_email.clone(),
            scope: SCOPE.to_owned(),
            aud: self.account.audience.clone().unwrap_or_else(|| self.account.token_uri.clone()),
            iat: now.as_secs(),
            exp: now.as_secs() + ASSERTION_SECS,
        };
        let mut token = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
            .expect("the buffer has the key's length");
        token.push('.');
        BASE64.encode_string(signature, &mut token);
        token
    }
}

impl std::fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountKey").field("project_id", &self.account.project_id).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    kid: &'a str,
}

fn encode(part: &impl Serialize) -> String {
    BASE64.encode(serde_json::to_vec(part).expect("texts and numbers serialise"))
}
