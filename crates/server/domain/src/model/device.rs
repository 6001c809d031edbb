use countersign_primitives::{SessionId, TimestampMs, UserId};

/// A session that pushes can go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSession {
    /// The session.
    pub session_id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// `platform:token`, as the client sent it. Never empty.
    pub device_id: String,
    /// When its app last said that this is its device id; 0 when that is not known.
    pub attached_at: TimestampMs,
    /// When the session ends; 0 is never.
    pub expires_at: TimestampMs,
    /// The device id that the gateway last called dead; empty if none. No push goes to it while it is the attached one.
    pub removed_device_id: String,
    /// The user switched notifications off on the device.
    pub notifications_disabled: bool,
}

impl DeviceSession {
    /// Whether a push may go to it now: it has not expired, and the gateway has not called its device dead.
    pub fn is_reachable(&self, now: TimestampMs) -> bool {
        (self.expires_at.is_zero() || self.expires_at > now) && self.device_id != self.removed_device_id
    }
}
