use serde::{Deserialize, Serialize};
use ts_rs::TS;

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};

/// The list of channels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelListView {
    /// The team's name.
    pub team_name: String,
    /// Sections in order.
    pub sections: Vec<ChannelSectionView>,
}

/// A section of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelSectionView {
    /// Stable name.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its channels in order.
    pub channels: Vec<ChannelRowView>,
}

/// A channel in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelRowView {
    /// Channel.
    #[ts(type = "string")]
    pub id: ChannelId,
    /// For people; of a direct channel the other's name.
    pub name: String,
    /// `public`, `private`, `direct` or `group`.
    pub kind: String,
    /// Whether there are unread posts.
    pub unread: bool,
    /// How many of them are for the reader.
    #[ts(type = "number")]
    pub mentions: i64,
    /// Whether it is muted.
    pub muted: bool,
    /// The other's presence, in direct channels.
    pub status: Option<String>,
    /// The newest post's time.
    #[ts(type = "number")]
    pub last_post_at: TimestampMs,
}

/// An open channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelView {
    /// Channel.
    #[ts(type = "string")]
    pub id: ChannelId,
    /// For people.
    pub name: String,
    /// `public`, `private`, `direct` or `group`.
    pub kind: String,
    /// Shown on top.
    pub header: String,
    /// Whether one may post, and if not, why not.
    pub read_only: Option<String>,
    /// Its newest posts.
    pub page: PostPageView,
}

/// Posts, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PostPageView {
    /// Channel.
    #[ts(type = "string")]
    pub channel_id: ChannelId,
    /// Posts, oldest first.
    pub posts: Vec<PostView>,
    /// Whether there are older ones.
    pub has_older: bool,
}

/// A post as it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PostView {
    /// Post; `None` until the server has it.
    #[ts(type = "string | null")]
    pub id: Option<PostId>,
    /// The sender's own name for it; empty for posts of others.
    pub pending_post_id: String,
    /// The thread's root.
    #[ts(type = "string | null")]
    pub root_id: Option<PostId>,
    /// Author.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// Author's name for people.
    pub author: String,
    /// Whether the reader wrote it.
    pub own: bool,
    /// Whether it is a notice of the server.
    pub system: bool,
    /// Markdown.
    pub message: String,
    /// When it was made.
    #[ts(type = "number")]
    pub create_at: TimestampMs,
    /// Whether it was edited.
    pub edited: bool,
    /// Whether the server has it.
    pub delivery: Delivery,
    /// Why it failed, for the user, when [`Delivery::Failed`].
    pub failure: Option<String>,
}

/// Whether the server has a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Delivery {
    /// On its way.
    Pending,
    /// The server has it.
    Sent,
    /// Not sent: try again or discard.
    Failed,
}

/// A person to write to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PersonView {
    /// Account.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// User name.
    pub username: String,
    /// Name for people.
    pub display_name: String,
    /// Presence.
    pub status: String,
}

/// A banner inside the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BannerView {
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Where a tap leads.
    #[ts(type = "string | null")]
    pub channel_id: Option<ChannelId>,
}
