use serde::{Deserialize, Serialize};

use countersign_wire_vendor::apns::Environment;

/// One of the services this crate plays. Name of records, counters and faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// Apple, for apps from the store.
    AppleProduction,
    /// Apple, for apps signed for development.
    AppleDevelopment,
    /// Google's `messages:send`.
    Google,
    /// Google's token endpoint.
    GoogleToken,
    /// The Web Push service.
    WebPush,
}

impl ServiceKind {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppleProduction => "apple_production",
            Self::AppleDevelopment => "apple_development",
            Self::Google => "google",
            Self::GoogleToken => "google_token",
            Self::WebPush => "web_push",
        }
    }

    /// The Apple service of an environment.
    pub fn apple(environment: Environment) -> Self {
        match environment {
            Environment::Production => Self::AppleProduction,
            Environment::Development => Self::AppleDevelopment,
        }
    }
}

impl std::fmt::Display for ServiceKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
