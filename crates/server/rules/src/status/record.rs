use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, TimestampMs};

use crate::status::StatusKind;

/// What of somebody's presence decides about pushes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// How present.
    pub status: StatusKind,
    /// The channel that is open on one of the user's screens.
    pub active_channel: Option<ChannelId>,
    /// When the user last did something.
    pub last_activity_at: TimestampMs,
}

/// Somebody's presence as it is kept. A user nobody has seen yet has the default: offline, not chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceRecord {
    /// What decides about pushes.
    pub presence: Presence,
    /// Whether the user chose it: then connecting, posting and reading do not change it.
    pub manual: bool,
    /// When `dnd` ends; zero is never. Whole seconds on the wire.
    pub dnd_ends_at: TimestampMs,
    /// What comes back when a timed `dnd` ends.
    pub before_dnd: Option<StatusKind>,
}

impl PresenceRecord {
    /// `dnd_end_time` of the wire: whole seconds, 0 for never.
    pub fn dnd_end_time_secs(&self) -> i64 {
        self.dnd_ends_at.as_secs()
    }
}
