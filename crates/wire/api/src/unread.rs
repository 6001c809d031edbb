use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, TeamId, TimestampMs, UserId, serde_empty};

/// What is unread in a team: an entry of `GET /users/{user}/teams/unread`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamUnread {
    /// The team.
    pub team_id: TeamId,
    /// Posts.
    pub msg_count: i64,
    /// Posts that mention the user.
    pub mention_count: i64,
    /// Root posts that do.
    pub mention_count_root: i64,
    /// Root posts.
    pub msg_count_root: i64,
    /// Followed threads with unread replies; only with `include_collapsed_threads`.
    pub thread_count: i64,
    /// Unread replies in them that mention the user.
    pub thread_mention_count: i64,
    /// Those of them in urgent threads.
    pub thread_urgent_mention_count: i64,
}

/// The answer of `GET /users/{user}/channels/{channel}/unread`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelUnread {
    /// The channel's team; none for direct and group messages.
    #[serde(default, with = "serde_empty")]
    pub team_id: Option<TeamId>,
    /// The channel.
    pub channel_id: ChannelId,
    /// Posts; 0 for a muted channel.
    pub msg_count: i64,
    /// Posts that mention the user.
    pub mention_count: i64,
    /// Root posts that do.
    pub mention_count_root: i64,
    /// Urgent root posts that do.
    pub urgent_mention_count: i64,
    /// Root posts; 0 for a muted channel.
    pub msg_count_root: i64,
}

/// The answer of `POST /users/{user}/posts/{post}/set_unread`: the membership's counters from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelUnreadAt {
    /// The channel's team; none for direct and group messages.
    #[serde(default, with = "serde_empty")]
    pub team_id: Option<TeamId>,
    /// The member.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// How many posts count as read.
    pub msg_count: i64,
    /// How many unread posts mention the member.
    pub mention_count: i64,
    /// The same for root posts.
    pub mention_count_root: i64,
    /// The same for urgent root posts.
    pub urgent_mention_count: i64,
    /// How many root posts count as read.
    pub msg_count_root: i64,
    /// Until when the channel counts as read.
    pub last_viewed_at: TimestampMs,
}
