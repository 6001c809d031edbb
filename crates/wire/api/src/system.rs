use serde::{Deserialize, Serialize};

/// `{"status":"OK"}`: the answer of calls that have nothing else to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusOk {
    /// `OK`.
    pub status: String,
}

impl Default for StatusOk {
    fn default() -> Self {
        Self { status: "OK".to_owned() }
    }
}

/// The answer of `GET /system/ping`.
///
/// Source: `mattermost/mattermost` `server/channels/api4/system.go` (`getSystemPing`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PingResponse {
    /// `database`.
    #[serde(rename = "ActiveSearchBackend")]
    pub active_search_backend: String,
    /// Newest app for Android.
    #[serde(rename = "AndroidLatestVersion")]
    pub android_latest_version: String,
    /// Oldest app for Android.
    #[serde(rename = "AndroidMinVersion")]
    pub android_min_version: String,
    /// When a device id was given: `true`, `false` or `unknown`.
    #[serde(rename = "CanReceiveNotifications", skip_serializing_if = "Option::is_none")]
    pub can_receive_notifications: Option<String>,
    /// Newest app for iOS.
    #[serde(rename = "IosLatestVersion")]
    pub ios_latest_version: String,
    /// Oldest app for iOS.
    #[serde(rename = "IosMinVersion")]
    pub ios_min_version: String,
    /// When asked for: `OK` or `UNHEALTHY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_status: Option<String>,
    /// When asked for: `OK` or `UNHEALTHY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filestore_status: Option<String>,
    /// For administrators, when asked for: whether the server runs as the machine's superuser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_status: Option<bool>,
    /// `OK` or `UNHEALTHY`.
    pub status: String,
}
