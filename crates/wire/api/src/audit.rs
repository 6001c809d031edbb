use serde::{Deserialize, Serialize};

use countersign_primitives::{AuditId, SessionId, TimestampMs, UserId, serde_empty};

/// An entry of the audit trail: something that was done to an account or a session.
///
/// Source: `mattermost/mattermost` `server/public/model/audit.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// The entry's id.
    pub id: AuditId,
    /// When.
    pub create_at: TimestampMs,
    /// By whom; empty when nobody was signed in.
    #[serde(with = "serde_empty")]
    pub user_id: Option<UserId>,
    /// The address that was asked.
    pub action: String,
    /// More about it; may be empty.
    pub extra_info: String,
    /// From where; empty when unknown.
    pub ip_address: String,
    /// By which session; empty without one.
    #[serde(with = "serde_empty")]
    pub session_id: Option<SessionId>,
}
