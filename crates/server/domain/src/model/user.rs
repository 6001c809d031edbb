use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use countersign_primitives::{Secret, TimestampMs, UserId};

/// Texts by name, such as settings. Copies share them.
pub type TextMap = Arc<BTreeMap<String, String>>;

/// An account, bots included, without anything that proves who somebody is (see [`Credentials`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// Lower case, unique.
    pub username: String,
    /// Lower case, unique.
    pub email: String,
    /// Whether the address was confirmed.
    pub email_verified: bool,
    /// The identity at another provider; `None` for password accounts.
    pub auth_data: Option<String>,
    /// Empty for password accounts, else `ldap`, `saml`, `gitlab`, ….
    pub auth_service: String,
    /// Chosen name.
    pub nickname: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Job title.
    pub position: String,
    /// Names of system roles, separated by spaces.
    pub roles: String,
    /// Language, such as `en`.
    pub locale: String,
    /// `useAutomaticTimezone`, `automaticTimezone`, `manualTimezone`.
    pub timezone: TextMap,
    /// Free properties, such as `customStatus`.
    pub props: TextMap,
    /// Notification settings; unknown values survive.
    pub notify_props: TextMap,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed; a sign-in changes it.
    pub update_at: TimestampMs,
    /// When it was deactivated; 0 while it is active.
    pub delete_at: TimestampMs,
    /// When the password last changed.
    pub last_password_update: TimestampMs,
    /// When the picture last changed; 0 if never.
    pub last_picture_update: TimestampMs,
    /// Wrong passwords since the last right one.
    pub failed_attempts: i64,
    /// Whether a second factor is active.
    pub mfa_active: bool,
    /// What makes it a bot; `None` for people.
    pub bot: Option<Bot>,
}

/// What only bots have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bot {
    /// What the bot is for.
    pub description: String,
    /// Who answers for it.
    pub owner_id: Option<UserId>,
}

/// What proves who somebody is. Read for signing in only, never cached.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Whose.
    pub user_id: UserId,
    /// The stored hash, PHC string or bcrypt; empty for accounts that cannot sign in with a password.
    pub password_hash: Secret<String>,
    /// Wrong passwords since the last right one.
    pub failed_attempts: i64,
}

impl User {
    /// Whether the account may be used.
    pub fn is_active(&self) -> bool {
        self.delete_at.is_zero()
    }

    /// Whether a system role of this name is among the user's.
    pub fn has_role(&self, name: &str) -> bool {
        self.roles.split_whitespace().any(|role| role == name)
    }
}
