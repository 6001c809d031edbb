use serde::{Deserialize, Serialize};

/// `EmailSettings`: where the incumbent keeps what concerns pushes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EmailSettings {
    /// Whether people sign in with their address.
    pub enable_sign_in_with_email: bool,
    /// Whether people sign in with their user name.
    pub enable_sign_in_with_username: bool,
    /// Whether accounts are made with an address and a password.
    pub enable_sign_up_with_email: bool,
    /// Whether an address must be confirmed before its owner signs in.
    pub require_email_verification: bool,
    /// Whether letters are sent.
    pub send_email_notifications: bool,
    /// Whether anything is pushed.
    pub send_push_notifications: bool,
    /// The gateway's address, such as `http://127.0.0.1:8066`; empty for none.
    pub push_notification_server: String,
    /// What a push says: `id_loaded` (ids only; the phone fetches the rest from here), `generic_no_channel`, `generic`,
    /// `full`. Anything else is `generic`. The incumbent's default is `full`.
    pub push_notification_contents: String,
}

impl Default for EmailSettings {
    fn default() -> Self {
        Self {
            enable_sign_in_with_email: true,
            enable_sign_in_with_username: true,
            enable_sign_up_with_email: true,
            require_email_verification: false,
            send_email_notifications: false,
            send_push_notifications: true,
            push_notification_server: String::new(),
            push_notification_contents: "id_loaded".to_owned(),
        }
    }
}
