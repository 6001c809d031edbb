use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, Secret, TeamId, serde_empty};

use crate::User;

/// The body of `POST /users`: what of a [`User`] a client decides, and the password. Everything else is ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CreateUserRequest {
    /// Lower case, unique.
    pub username: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: Secret<String>,
    /// Chosen name.
    pub nickname: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Job title.
    pub position: String,
    /// Language; empty for the server's.
    pub locale: String,
    /// Time zone; empty for the usual one.
    pub timezone: BTreeMap<String, String>,
    /// Notification settings; missing ones get their defaults.
    pub notify_props: BTreeMap<String, String>,
}

/// The body of `PUT /users/{user}/patch`: what is missing stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UserPatch {
    /// User name.
    pub username: Option<String>,
    /// E-mail address; needs `password` from its owner.
    pub email: Option<String>,
    /// The present password.
    pub password: Option<Secret<String>>,
    /// Chosen name.
    pub nickname: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Job title.
    pub position: Option<String>,
    /// Language.
    pub locale: Option<String>,
    /// Time zone, whole.
    pub timezone: Option<BTreeMap<String, String>>,
    /// Properties, whole.
    pub props: Option<BTreeMap<String, String>>,
    /// Notification settings, whole.
    pub notify_props: Option<BTreeMap<String, String>>,
}

/// The body of `POST /users/search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserSearchRequest {
    /// Beginning of a name.
    pub term: String,
    /// Members of this team only.
    #[serde(with = "serde_empty")]
    pub team_id: Option<TeamId>,
    /// Nobody of this team.
    #[serde(with = "serde_empty")]
    pub not_in_team_id: Option<TeamId>,
    /// Members of this channel only.
    #[serde(with = "serde_empty")]
    pub in_channel_id: Option<ChannelId>,
    /// Nobody of this channel.
    #[serde(with = "serde_empty")]
    pub not_in_channel_id: Option<ChannelId>,
    /// Deactivated accounts, too.
    pub allow_inactive: bool,
    /// Only who is in no team.
    pub without_team: bool,
    /// With this system role only; empty for all.
    pub role: String,
    /// With one of these system roles only; empty for all.
    pub roles: Vec<String>,
    /// How many at most; 100 when 0.
    pub limit: i64,
}

/// The answer of `GET /users/autocomplete`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserAutocomplete {
    /// In the channel, or anybody when there was no channel.
    pub users: Vec<User>,
    /// In the team and not in the channel; left out when there was no channel, and when it is nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_channel: Option<Vec<User>>,
}
