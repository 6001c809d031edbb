use serde::{Deserialize, Serialize};

use countersign_primitives::{TokenId, UserId};

/// A personal access token.
///
/// Source: `mattermost/mattermost` `server/public/model/user_access_token.go`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserAccessToken {
    /// Its name in lists; not the token.
    pub id: TokenId,
    /// The token itself, in the answer to its making; left out everywhere else.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub token: String,
    /// For whom it acts.
    pub user_id: UserId,
    /// What it is for.
    pub description: String,
    /// Whether it works now.
    pub is_active: bool,
}

impl std::fmt::Debug for UserAccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserAccessToken").field("id", &self.id).field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// Which token is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessTokenRequest {
    /// Its id.
    pub token_id: String,
}
