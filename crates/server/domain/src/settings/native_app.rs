use serde::{Deserialize, Serialize};

/// `NativeAppSettings`: what phones must do. The incumbent sends most of these only with a licence; this server always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NativeAppSettings {
    /// Whether other providers are asked in the phone's own browser.
    pub mobile_external_browser: bool,
    /// Whether the app asks for the phone's owner (fingerprint, face, code).
    pub mobile_enable_biometrics: bool,
    /// Whether screenshots are blocked.
    pub mobile_prevent_screen_capture: bool,
    /// Whether the app refuses phones whose protection was removed.
    pub mobile_jailbreak_protection: bool,
    /// Whether files are opened inside the app only.
    pub mobile_enable_secure_file_preview: bool,
    /// Whether links in a PDF that is opened inside the app work.
    pub mobile_allow_pdf_link_navigation: bool,
}

/// `MobileEphemeralModeSettings`: phones that keep as little as possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MobileEphemeralModeSettings {
    /// Whether it is on.
    pub enable: bool,
    /// Seconds without a socket until the server counts as out of reach.
    pub disconnection_timeout_seconds: u32,
    /// Hours out of reach until the phone's data goes; 0 is at once.
    pub offline_persistence_timer_hours: u32,
    /// Days after which data goes; 0 keeps nothing at all.
    pub auto_cache_cleanup_days: u32,
}

impl Default for MobileEphemeralModeSettings {
    fn default() -> Self {
        Self {
            enable: false,
            disconnection_timeout_seconds: 60,
            offline_persistence_timer_hours: 24,
            auto_cache_cleanup_days: 7,
        }
    }
}
