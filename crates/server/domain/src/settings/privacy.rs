use serde::{Deserialize, Serialize};

/// `PrivacySettings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PrivacySettings {
    /// Whether people see one another's e-mail address.
    pub show_email_address: bool,
    /// Whether people see one another's given and family name.
    pub show_full_name: bool,
}

impl Default for PrivacySettings {
    fn default() -> Self {
        Self { show_email_address: true, show_full_name: true }
    }
}
