//! Google's service accounts: a key file, and a JWT exchanged for an access token.
//!
//! Source: RFC 7523; Google Identity documentation, "Using OAuth 2.0 for server to server applications".

use serde::{Deserialize, Serialize};

use countersign_primitives::Secret;

/// The grant type of the exchange.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Where tokens are made when the key file names no place.
pub const DEFAULT_TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// The service-account key file that Google's console hands out. Read, never written.
#[derive(Clone, Debug, Deserialize)]
pub struct ServiceAccount {
    /// Must be `service_account`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The Firebase project; empty in some files.
    #[serde(default)]
    pub project_id: String,
    /// Names the key; the assertion's `kid`.
    #[serde(default)]
    pub private_key_id: String,
    /// RSA key, PKCS#8 in PEM.
    pub private_key: Secret<String>,
    /// Who the assertion speaks for.
    pub client_email: String,
    /// Where the assertion is exchanged.
    #[serde(default = "default_token_uri")]
    pub token_uri: String,
    /// The assertion's audience, when it differs from `token_uri`.
    #[serde(default)]
    pub audience: Option<String>,
}

fn default_token_uri() -> String {
    DEFAULT_TOKEN_URI.to_owned()
}

/// The claims of the assertion: RS256, header with `typ` `JWT` and `kid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssertionClaims {
    /// The account's e-mail address.
    pub iss: String,
    /// Scopes, separated by spaces.
    pub scope: String,
    /// The token endpoint.
    pub aud: String,
    /// When it was made, in UNIX seconds.
    pub iat: i64,
    /// Until when it holds, in UNIX seconds; at most an hour after `iat`.
    pub exp: i64,
}

/// The answer of the exchange.
#[derive(Clone, Debug, Deserialize)]
pub struct TokenResponse {
    /// What goes behind `Bearer`.
    pub access_token: Secret<String>,
    /// For how many seconds it holds; usually 3,599.
    pub expires_in: u64,
    /// `Bearer`.
    #[serde(default)]
    pub token_type: String,
}

/// The answer of a refused exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenErrorResponse {
    /// Such as `invalid_grant`.
    pub error: String,
    /// For people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error_description: String,
}
