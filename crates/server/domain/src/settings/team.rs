use serde::{Deserialize, Serialize};

/// `TeamSettings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TeamSettings {
    /// What the installation is called.
    pub site_name: String,
    /// What it says about itself on the sign-in page.
    pub custom_description_text: String,
    /// Whether accounts may be made at all, other than by administrators.
    pub enable_user_creation: bool,
    /// Whether strangers may make themselves an account.
    pub enable_open_server: bool,
    /// Whether people may deactivate their own account.
    pub enable_user_deactivation: bool,
    /// How many people may be in a team; 0 for any number. The incumbent's default is 50.
    pub max_users_per_team: i64,
    /// How many channels that are not archived a team may have; 0 for any number.
    pub max_channels_per_team: i64,
    /// From how many members on `@channel` and its like mean nobody.
    pub max_notifications_per_channel: usize,
    /// Whether apps ask before they address a whole channel.
    pub enable_confirm_notifications_to_channel: bool,
    /// How people are called: `username`, `nickname_full_name`, `full_name`.
    pub teammate_name_display: String,
    /// After how many seconds without activity somebody is away.
    pub user_status_away_timeout: u64,
    /// With whom people may start direct messages: `any` or `team`.
    pub restrict_direct_message: String,
    /// Whether people may write something beside their name.
    pub enable_custom_user_statuses: bool,
    /// The team people see first, by name; empty for none.
    pub experimental_primary_team: String,
}

impl Default for TeamSettings {
    fn default() -> Self {
        Self {
            site_name: "Countersign".to_owned(),
            custom_description_text: String::new(),
            enable_user_creation: true,
            enable_open_server: false,
            enable_user_deactivation: false,
            max_users_per_team: 0,
            max_channels_per_team: 2000,
            max_notifications_per_channel: 1000,
            enable_confirm_notifications_to_channel: true,
            teammate_name_display: "username".to_owned(),
            user_status_away_timeout: 300,
            restrict_direct_message: "any".to_owned(),
            enable_custom_user_statuses: true,
            experimental_primary_team: String::new(),
        }
    }
}
