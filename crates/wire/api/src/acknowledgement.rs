use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};

/// A reader's word of having read a post.
///
/// Source: `mattermost/mattermost` `server/public/model/post_acknowledgement.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostAcknowledgement {
    /// Who.
    pub user_id: UserId,
    /// Which post.
    pub post_id: PostId,
    /// When; 0 once it was taken back.
    pub acknowledged_at: TimestampMs,
    /// The post's channel.
    pub channel_id: ChannelId,
    /// The remote server it came from; left out when it came from none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<String>,
}
