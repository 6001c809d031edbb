use serde::{Deserialize, Serialize};

use countersign_primitives::UserId;

/// One setting of a user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Preference {
    /// Whose.
    pub user_id: UserId,
    /// Such as `display_settings`; at most 32 characters.
    pub category: String,
    /// Such as `collapsed_reply_threads`; at most 32 characters, may be empty.
    pub name: String,
    /// A text; some hold JSON.
    pub value: String,
}
