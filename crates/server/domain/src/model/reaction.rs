use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};

/// Somebody's reaction to a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Who.
    pub user_id: UserId,
    /// To which post.
    pub post_id: PostId,
    /// The post's channel.
    pub channel_id: ChannelId,
    /// Name of the emoji, without colons.
    pub emoji_name: String,
    /// When.
    pub create_at: TimestampMs,
}

/// Somebody's word of having read a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who.
    pub user_id: UserId,
    /// Which post.
    pub post_id: PostId,
    /// The post's channel.
    pub channel_id: ChannelId,
    /// When; 0 once it was taken back.
    pub acknowledged_at: TimestampMs,
}
