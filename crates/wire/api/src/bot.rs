use serde::{Deserialize, Serialize};

use countersign_primitives::{TimestampMs, UserId};

/// A bot: an account that programs use.
///
/// Source: `mattermost/mattermost` `server/public/model/bot.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bot {
    /// The bot's account.
    pub user_id: UserId,
    /// The account's user name.
    pub username: String,
    /// The account's given name; left out when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// What the bot is for; left out when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who answers for it; empty for nobody.
    pub owner_id: String,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// When it was switched off; 0 while it works.
    pub delete_at: TimestampMs,
}

/// What a client wants of a new bot, or changed of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotPatch {
    /// User name; needed for a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Shown name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}
