use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, TeamId, serde_empty};

use crate::ChannelType;

/// The answer of `GET /posts/{post}/info`: where a post is.
///
/// Source: `mattermost/mattermost` `server/public/model/post_info.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostInfo {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its kind.
    pub channel_type: ChannelType,
    /// Its display name.
    pub channel_display_name: String,
    /// Whether the reader is in it.
    pub has_joined_channel: bool,
    /// Its team; none for direct and group messages.
    #[serde(default, with = "serde_empty")]
    pub team_id: Option<TeamId>,
    /// `O` or `I`; empty without a team.
    pub team_type: String,
    /// The team's display name; empty without a team.
    pub team_display_name: String,
    /// Whether the reader is in the team.
    pub has_joined_team: bool,
}
