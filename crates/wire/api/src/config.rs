use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What `GET /config/client` answers: names and values, all texts. Without a session the limited map, with one the
/// full map. Phones delete what a later answer leaves out: the map is always sent whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientConfig(pub BTreeMap<String, String>);

impl ClientConfig {
    /// A value; `None` when the key is absent.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Whether a value is exactly `true`. Absent is not.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some("true")
    }

    /// The server's identity: `DiagnosticId`.
    pub fn server_id(&self) -> Option<&str> {
        self.get("DiagnosticId").filter(|id| !id.is_empty())
    }

    /// The key that verifies pushes: base64 of a DER `SubjectPublicKeyInfo`, P-256.
    pub fn signing_key(&self) -> Option<&str> {
        self.get("AsymmetricSigningPublicKey").filter(|key| !key.is_empty())
    }
}

/// What `GET /license/client` answers: names and values, all texts; `{"IsLicensed":"false"}` without a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientLicense(pub BTreeMap<String, String>);

impl ClientLicense {
    /// No licence.
    pub fn unlicensed() -> Self {
        Self([("IsLicensed".to_owned(), "false".to_owned())].into())
    }
}
