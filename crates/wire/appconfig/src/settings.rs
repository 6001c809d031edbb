use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

use crate::KeyId;

/// What went wrong with one entry. The other entries still apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The key as it was spelt.
    pub key: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// Kinds of [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// No such key: ignored.
    UnknownKey,
    /// Not a boolean: the stricter value applies.
    NotBoolean,
    /// Not a whole number of milliseconds: the default applies.
    NotMilliseconds,
    /// Not an `http` or `https` address: ignored.
    NotUrl,
    /// A list or an object where a text belongs: ignored.
    NotText,
    /// Below 1,000, so taken for seconds, as the published template writes it.
    ReadAsSeconds,
    /// Given in several spellings with different values: the stricter applies.
    Contradiction,
    /// The key is deprecated.
    Deprecated,
}

/// Managed settings, typed. Built by [`ManagedSettings::parse`]; equal inputs give equal settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ManagedSettings {
    /// Whether there was any entry at all. Nothing below applies when there was none.
    pub managed: bool,
    /// `inAppPinCode`; default off.
    pub in_app_pin_code: bool,
    /// `blurApplicationScreen`; default off.
    pub blur_application_screen: bool,
    /// `jailbreakProtection`, in any of its spellings; default off.
    pub jailbreak_protection: bool,
    /// `copyAndPasteProtection`; default off.
    pub copy_and_paste_protection: bool,
    /// `serverUrl`, without trailing slashes.
    pub server_url: Option<String>,
    /// `serverName`.
    pub server_name: Option<String>,
    /// `allowOtherServers`; default on.
    pub allow_other_servers: bool,
    /// `username`.
    pub username: Option<String>,
    /// `useVPN`; default off.
    pub use_vpn: bool,
    /// `timeoutVPN`; default 30 s.
    pub vpn_timeout: Duration,
    /// `vendor`; default `Mattermost`.
    pub vendor: String,
    /// `inAppSessionAuth`; `None` when absent, so that the server's setting decides.
    pub in_app_session_auth: Option<bool>,
    /// `timeout`; default 10 s.
    pub request_timeout: Duration,
    /// Which keys were set, and by which spelling.
    pub provenance: BTreeMap<KeyId, String>,
    /// What was wrong, in the order of the entries' names.
    pub problems: Vec<Problem>,
}

impl Default for ManagedSettings {
    /// An unmanaged device.
    fn default() -> Self {
        Self {
            managed: false,
            in_app_pin_code: false,
            blur_application_screen: false,
            jailbreak_protection: false,
            copy_and_paste_protection: false,
            server_url: None,
            server_name: None,
            allow_other_servers: true,
            username: None,
            use_vpn: false,
            vpn_timeout: Duration::from_secs(30),
            vendor: "Mattermost".to_owned(),
            in_app_session_auth: None,
            request_timeout: Duration::from_secs(10),
            provenance: BTreeMap::new(),
            problems: Vec::new(),
        }
    }
}
