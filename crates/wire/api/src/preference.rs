use serde::{Deserialize, Serialize};

use countersign_primitives::UserId;

/// One setting of a user. Category and name have at most 32 characters, the value 20,000.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Preference {
    /// Whose.
    pub user_id: UserId,
    /// Such as `display_settings`.
    pub category: String,
    /// Such as `collapsed_reply_threads`.
    pub name: String,
    /// A text; some hold JSON.
    #[serde(default)]
    pub value: String,
}
