use serde::{Deserialize, Serialize};

use countersign_server_rules::password::PasswordPolicy;

/// `PasswordSettings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PasswordSettings {
    /// Shortest password, in bytes.
    pub minimum_length: usize,
    /// Whether a lower-case letter is needed.
    pub lowercase: bool,
    /// Whether an upper-case letter is needed.
    pub uppercase: bool,
    /// Whether a digit is needed.
    pub number: bool,
    /// Whether a sign that is none of these is needed.
    pub symbol: bool,
    /// Whether apps offer to set a new one by mail.
    pub enable_forgot_link: bool,
}

impl Default for PasswordSettings {
    fn default() -> Self {
        Self {
            minimum_length: 8,
            lowercase: false,
            uppercase: false,
            number: false,
            symbol: false,
            enable_forgot_link: true,
        }
    }
}

impl PasswordSettings {
    /// The rule these settings make.
    pub fn policy(&self) -> PasswordPolicy {
        PasswordPolicy {
            min_bytes: self.minimum_length,
            lowercase: self.lowercase,
            uppercase: self.uppercase,
            number: self.number,
            symbol: self.symbol,
        }
    }
}
