use serde::{Deserialize, Serialize};

use countersign_primitives::{TimestampMs, UserId};

/// Somebody's presence.
///
/// Source: `mattermost/mattermost` `server/public/model/status.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Who.
    pub user_id: UserId,
    /// `online`, `away`, `dnd`, `ooo` or `offline`.
    pub status: String,
    /// Whether the user chose it.
    #[serde(default)]
    pub manual: bool,
    /// Last activity.
    #[serde(default)]
    pub last_activity_at: TimestampMs,
    /// The channel now open; left out when none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub active_channel: String,
    /// When `dnd` ends, in **seconds**; 0 is never.
    #[serde(default)]
    pub dnd_end_time: i64,
}

/// The body of `PUT /users/{id}/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateStatusRequest {
    /// Must be the user of the path.
    pub user_id: UserId,
    /// `online`, `away`, `dnd` or `offline`.
    pub status: String,
    /// When `dnd` ends, in **seconds**; 0 is never.
    #[serde(default)]
    pub dnd_end_time: i64,
}
