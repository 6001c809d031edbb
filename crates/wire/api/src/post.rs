use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use countersign_primitives::{ChannelId, FileId, PostId, TimestampMs, UserId, serde_empty};

use crate::{Emoji, FileInfo, PostAcknowledgement, User};

/// A post.
///
/// Source: `mattermost/mattermost` `server/public/model/post.go`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// The post.
    pub id: PostId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed; a reply changes its root.
    pub update_at: TimestampMs,
    /// When its text was last edited; 0 if never.
    #[serde(default)]
    pub edit_at: TimestampMs,
    /// When it was deleted; 0 while it exists.
    #[serde(default)]
    pub delete_at: TimestampMs,
    /// Whether it is pinned to its channel.
    #[serde(default)]
    pub is_pinned: bool,
    /// The author.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The thread's root; none for root posts.
    #[serde(default, with = "serde_empty")]
    pub root_id: Option<PostId>,
    /// Of which post this is an old version.
    #[serde(default, with = "serde_empty")]
    pub original_id: Option<PostId>,
    /// The text, Markdown.
    #[serde(default)]
    pub message: String,
    /// The text before the server changed it; left out when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message_source: String,
    /// Empty for what people write, `system_…` for notices.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// Free properties.
    #[serde(default)]
    pub props: Map<String, Value>,
    /// Hashtags in the text, separated by spaces.
    #[serde(default)]
    pub hashtags: String,
    /// Attached files.
    #[serde(default)]
    pub file_ids: Option<Vec<FileId>>,
    /// The author's own name for it: `{user id}:{milliseconds}`. Sending again with the same one makes no second post.
    #[serde(default)]
    pub pending_post_id: String,
    /// Whether anybody reacted; left out when not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_reactions: bool,
    /// The remote server it came from; left out when local.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<String>,
    /// How many replies the thread has.
    #[serde(default)]
    pub reply_count: i64,
    /// The newest reply's time.
    #[serde(default)]
    pub last_reply_at: TimestampMs,
    /// Who replied; whole users or `{"id":…}`.
    #[serde(default)]
    pub participants: Option<Vec<Value>>,
    /// Whether the reader follows the thread; left out when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_following: Option<bool>,
    /// What an app needs to show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<PostMetadata>,
}

/// The body of `POST /posts`: what of a [`Post`] a client decides. Everything else it sends is ignored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CreatePostRequest {
    /// The channel.
    #[serde(with = "serde_empty")]
    pub channel_id: Option<ChannelId>,
    /// The thread's root; none for root posts.
    #[serde(with = "serde_empty")]
    pub root_id: Option<PostId>,
    /// The text.
    pub message: String,
    /// Not 0 when the app sends again. Ignored except from administrators.
    pub create_at: TimestampMs,
    /// See [`Post::pending_post_id`].
    pub pending_post_id: String,
    /// Files uploaded before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_ids: Option<Vec<String>>,
    /// Free properties; those of integrations are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub props: Option<Map<String, Value>>,
    /// Must not start with `system_`.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Only its priority counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<PostMetadata>,
}

/// What an app needs to show a post. Empty on deleted posts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostMetadata {
    /// Previews of links, pictures and attachments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub embeds: Vec<PostEmbed>,
    /// Custom emoji in the text and the reactions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emojis: Vec<Emoji>,
    /// The attached files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileInfo>,
    /// Sizes of pictures in the text, by address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub images: BTreeMap<String, PostImage>,
    /// Reactions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// Priority of a root post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<PostPriority>,
    /// Who acknowledged it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acknowledgements: Vec<PostAcknowledgement>,
}

/// A preview below a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PostEmbed {
    /// `image`, `message_attachment`, `opengraph`, `link`, `permalink`, `boards`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it previews; left out when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The preview, by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

/// A picture's size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostImage {
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// `png`, `jpeg`, `gif`, ….
    pub format: String,
    /// Frames, for moving pictures.
    pub frame_count: i32,
}

/// How important a root post is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostPriority {
    /// Empty, `important` or `urgent`.
    #[serde(default)]
    pub priority: Option<String>,
    /// Whether readers are asked to acknowledge.
    #[serde(default)]
    pub requested_ack: Option<bool>,
    /// Whether notifications repeat until acknowledged.
    #[serde(default)]
    pub persistent_notifications: Option<bool>,
    /// The post; only in lists.
    #[serde(default, rename = "PostId", skip_serializing_if = "Option::is_none")]
    pub post_id: Option<PostId>,
    /// The post's channel; only in lists.
    #[serde(default, rename = "ChannelId", skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
}

/// A reaction to a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Who.
    pub user_id: UserId,
    /// To which post.
    pub post_id: PostId,
    /// Name, without colons.
    pub emoji_name: String,
    /// When.
    #[serde(default)]
    pub create_at: TimestampMs,
    /// When it last changed.
    #[serde(default)]
    pub update_at: TimestampMs,
    /// When it was taken back; 0 while it stands.
    #[serde(default)]
    pub delete_at: TimestampMs,
    /// The remote server it came from.
    #[serde(default)]
    pub remote_id: Option<String>,
    /// The post's channel.
    #[serde(default, with = "serde_empty")]
    pub channel_id: Option<ChannelId>,
}

/// A page of posts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PostList {
    /// The page, newest first.
    pub order: Vec<PostId>,
    /// The posts of the page, and roots and replies they need.
    pub posts: BTreeMap<PostId, Post>,
    /// The nearest newer post beyond the page; none at the end.
    #[serde(default, with = "serde_empty")]
    pub next_post_id: Option<PostId>,
    /// The nearest older post beyond the page; none at the end.
    #[serde(default, with = "serde_empty")]
    pub prev_post_id: Option<PostId>,
    /// Whether a thread goes on; left out in other lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_next: Option<bool>,
    /// Cloud only: 0.
    #[serde(default)]
    pub first_inaccessible_post_time: TimestampMs,
}

/// The answer of a search for posts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PostSearchResults {
    /// The posts.
    #[serde(flatten)]
    pub list: PostList,
    /// Which words were found in each post; `null` when the server does not say.
    #[serde(default)]
    pub matches: Option<BTreeMap<PostId, Vec<String>>>,
}

impl Post {
    /// The participants that came as whole users.
    pub fn participating_users(&self) -> impl Iterator<Item = User> {
        self.participants.iter().flatten().filter_map(|value| serde_json::from_value(value.clone()).ok())
    }
}
