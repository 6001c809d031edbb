use serde::{Deserialize, Serialize};
use ts_rs::TS;

use countersign_primitives::{ChannelId, UserId};

/// Everything that decides which screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AppView {
    /// What may show at all.
    pub gate: GateView,
    /// Who is signed in.
    pub account: Option<AccountView>,
    /// How the server is connected.
    pub connection: ConnectionView,
    /// The number on the icon.
    #[ts(type = "number")]
    pub badge: i64,
    /// Whether text may be copied and pasted.
    pub copy_allowed: bool,
    /// Whether the screen must be hidden from the app switcher and screenshots.
    pub screen_protected: bool,
    /// Where a tapped notification leads, until a channel is opened: an interface that starts late goes there, too.
    #[ts(type = "string | null")]
    pub navigate: Option<ChannelId>,
}

/// What may show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "gate", rename_all = "snake_case")]
#[ts(export)]
pub enum GateView {
    /// Nobody is signed in.
    SignIn {
        /// Filled in for the user.
        server_url: Option<String>,
        /// Filled in for the user.
        username: Option<String>,
        /// Whether the address may be changed.
        server_locked: bool,
    },
    /// The device's owner must authenticate first.
    Locked {
        /// Who asks for it.
        vendor: String,
    },
    /// The app must not run here.
    Blocked {
        /// Who decided it.
        vendor: String,
        /// Why, for the user.
        reason: String,
        /// Whether the user may sign out to get rid of it.
        can_sign_out: bool,
    },
    /// The account's data was erased from this device.
    Erased {
        /// Why, for the user.
        reason: String,
    },
    /// Everything may show.
    Open,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccountView {
    /// Account.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// User name.
    pub username: String,
    /// Name for people.
    pub display_name: String,
    /// Server address.
    pub server_url: String,
    /// Server name.
    pub site_name: String,
    /// Own presence.
    pub status: String,
}

/// How the server is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ConnectionView {
    /// Not trying.
    Idle,
    /// Trying.
    Connecting,
    /// Live.
    Connected,
    /// The device has no network.
    Offline,
}

/// A server, before signing in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ServerView {
    /// Address, cleaned.
    pub url: String,
    /// Name.
    pub site_name: String,
    /// Whether one signs in with an e-mail address.
    pub email_sign_in: bool,
    /// Whether one signs in with a user name.
    pub username_sign_in: bool,
    /// Whether pushes will arrive: `true`, `false`, or unknown.
    pub push_available: Option<bool>,
}
