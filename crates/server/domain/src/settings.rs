//! The server's settings, as administrators see and change them: sections and keys as the incumbent spells them.
//!
//! Kept as one document; what an older version did not know has its default, what this version does not know is left
//! out. Settings that a process needs before it has a store (where to listen, where its data is) are not here.

mod email;
mod file;
mod native_app;
mod password;
mod patch;
mod privacy;
mod rate_limit;
mod service;
mod support;
mod team;

use serde::{Deserialize, Serialize};

pub use email::EmailSettings;
pub use file::FileSettings;
pub use native_app::{MobileEphemeralModeSettings, NativeAppSettings};
pub use password::PasswordSettings;
pub use patch::{SettingsPatchError, patch};
pub use privacy::PrivacySettings;
pub use rate_limit::RateLimitSettings;
pub use service::ServiceSettings;
pub use support::SupportSettings;
pub use team::TeamSettings;

/// All settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Settings {
    /// The server itself: addresses, sessions, what is offered.
    pub service_settings: ServiceSettings,
    /// Teams and the people in them.
    pub team_settings: TeamSettings,
    /// Signing in by mail and name; mail; pushes.
    pub email_settings: EmailSettings,
    /// What people see of one another.
    pub privacy_settings: PrivacySettings,
    /// What a password must be.
    pub password_settings: PasswordSettings,
    /// Files.
    pub file_settings: FileSettings,
    /// Phones.
    pub native_app_settings: NativeAppSettings,
    /// Phones that keep as little as possible.
    pub mobile_ephemeral_mode_settings: MobileEphemeralModeSettings,
    /// Links for those who need help.
    pub support_settings: SupportSettings,
    /// How often clients may ask.
    pub rate_limit_settings: RateLimitSettings,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_document_gets_the_defaults_of_what_it_does_not_know() {
        let settings: Settings =
            serde_json::from_str(r#"{"EmailSettings":{"PushNotificationContents":"full"},"Unknown":{}}"#).unwrap();
        assert_eq!(settings.email_settings.push_notification_contents, "full");
        assert_eq!(settings.team_settings, TeamSettings::default());
    }

    #[test]
    fn settings_print_and_read_back() {
        let json = serde_json::to_string(&Settings::default()).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&json).unwrap(), Settings::default());
        assert!(json.contains(r#""SiteURL":"""#) && json.contains(r#""SessionLengthSSOInHours":720"#), "{json}");
    }
}
