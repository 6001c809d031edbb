use countersign_primitives::{AuditId, SessionId, TimestampMs, UserId};

/// Something that was done to an account or a session, as it is kept for those who look later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The entry's id.
    pub id: AuditId,
    /// When.
    pub create_at: TimestampMs,
    /// By whom; `None` when nobody was signed in.
    pub user_id: Option<UserId>,
    /// What: the address that was asked.
    pub action: String,
    /// More about it, such as `success session_user=…`; may be empty.
    pub extra_info: String,
    /// From where; empty when unknown.
    pub ip_address: String,
    /// By which session; `None` without one.
    pub session_id: Option<SessionId>,
}
