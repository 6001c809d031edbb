use countersign_primitives::{ChannelId, HookId, TeamId, TimestampMs, UserId};

/// An address that other programs post to. Whoever knows its id may post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingHook {
    /// The hook, and the secret of its address.
    pub id: HookId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed.
    pub update_at: TimestampMs,
    /// In whose name it posts.
    pub user_id: UserId,
    /// Where it posts, unless a post says otherwise.
    pub channel_id: ChannelId,
    /// The channel's team.
    pub team_id: TeamId,
    /// What it is called in lists.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// The name its posts carry; empty for the usual one.
    pub username: String,
    /// The picture its posts carry; empty for none.
    pub icon_url: String,
    /// Whether posts must not go to other channels.
    pub channel_locked: bool,
}
