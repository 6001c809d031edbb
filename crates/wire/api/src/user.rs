use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use countersign_primitives::{TimestampMs, UserId};

/// A user account, bots included.
///
/// The account's owner and administrators get everything; others get no `notify_props`, an empty `auth_data`, and
/// e-mail and names only as far as the server's privacy settings allow.
///
/// Source: `mattermost/mattermost` `server/public/model/user.go`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// When it was made; left out when 0.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub create_at: TimestampMs,
    /// When it last changed; left out when 0.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub update_at: TimestampMs,
    /// When it was deactivated; 0 while it is active.
    #[serde(default)]
    pub delete_at: TimestampMs,
    /// Lower case, unique.
    pub username: String,
    /// The identity at another provider; always empty in what other people get, missing for password accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_data: Option<String>,
    /// Empty for password accounts, else `ldap`, `saml`, `gitlab`, `google`, `office365`, `openid`.
    #[serde(default)]
    pub auth_service: String,
    /// E-mail address, or empty when it is hidden.
    #[serde(default)]
    pub email: String,
    /// Whether the address was confirmed; left out when not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub email_verified: bool,
    /// Chosen name.
    #[serde(default)]
    pub nickname: String,
    /// Given name, or empty when it is hidden.
    #[serde(default)]
    pub first_name: String,
    /// Family name, or empty when it is hidden.
    #[serde(default)]
    pub last_name: String,
    /// Job title.
    #[serde(default)]
    pub position: String,
    /// Names of system roles, separated by spaces.
    #[serde(default)]
    pub roles: String,
    /// Free properties, such as `customStatus` (JSON inside a text); left out when empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub props: BTreeMap<String, String>,
    /// Notification settings, all texts; left out in what other people get.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notify_props: BTreeMap<String, String>,
    /// When the password last changed; left out when 0.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub last_password_update: TimestampMs,
    /// When the picture last changed; left out when 0.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub last_picture_update: TimestampMs,
    /// Wrong passwords since the last right one; left out when 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failed_attempts: i64,
    /// Language, such as `en`.
    #[serde(default)]
    pub locale: String,
    /// `useAutomaticTimezone` (`true`/`false`), `automaticTimezone`, `manualTimezone`. Written as `null` when empty, as in
    /// the mere ids of who takes part in a thread.
    #[serde(default, with = "empty_as_null")]
    pub timezone: BTreeMap<String, String>,
    /// Whether a second factor is active; left out when not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mfa_active: bool,
    /// The remote server of a shared channel's user; empty for local users, left out for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<String>,
    /// Last activity; left out when 0.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub last_activity_at: TimestampMs,
    /// Whether the account is a bot; left out when not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_bot: bool,
    /// What the bot is for; left out when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bot_description: String,
    /// When the bot's icon last changed; left out when 0.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub bot_last_icon_update: TimestampMs,
    /// Which terms of service were accepted; left out when none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub terms_of_service_id: String,
    /// When they were accepted; left out when never.
    #[serde(default, skip_serializing_if = "TimestampMs::is_zero")]
    pub terms_of_service_create_at: TimestampMs,
    /// Whether no welcome e-mail was wanted.
    #[serde(default)]
    pub disable_welcome_email: bool,
}

mod empty_as_null {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(map: &BTreeMap<String, String>, out: S) -> Result<S::Ok, S::Error> {
        if map.is_empty() { out.serialize_none() } else { out.collect_map(map) }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
        Ok(Option::deserialize(from)?.unwrap_or_default())
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// The body of `PUT /users/{id}/active`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateActiveRequest {
    /// False deactivates: every session ends, sockets close, devices are told to wipe.
    pub active: bool,
}
