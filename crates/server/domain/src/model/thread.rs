use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, PostId, TeamId, TimestampMs, UserId};

/// A root post's replies in numbers. Exists from the first reply on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The root.
    pub root_id: PostId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The channel's team; none for direct and group messages.
    pub team_id: Option<TeamId>,
    /// How many replies exist.
    pub reply_count: i64,
    /// The newest reply's time.
    pub last_reply_at: TimestampMs,
    /// Who replied, latest last.
    pub participants: Vec<UserId>,
}

/// Somebody's relation to a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// The thread.
    pub root_id: PostId,
    /// Who.
    pub user_id: UserId,
    /// Whether the user follows; false after unfollowing.
    pub following: bool,
    /// Until when the user has read it.
    pub last_viewed_at: TimestampMs,
    /// When it last changed.
    pub last_update_at: TimestampMs,
    /// How many unread replies mention the user.
    pub unread_mentions: i64,
}
