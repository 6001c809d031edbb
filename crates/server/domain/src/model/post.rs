use serde_json::{Map, Value};

use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, FileId, PostId, TimestampMs, UserId};
use countersign_server_rules::channel::ChannelKind;

use crate::model::{Acknowledgement, Emoji, FileInfo, Reaction, Thread};

/// A post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// The post.
    pub id: PostId,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it last changed; a reply changes its root.
    pub update_at: TimestampMs,
    /// When its text was last edited; 0 if never.
    pub edit_at: TimestampMs,
    /// When it was deleted; 0 while it exists.
    pub delete_at: TimestampMs,
    /// Whether it is pinned to its channel.
    pub is_pinned: bool,
    /// The author.
    pub user_id: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The thread's root; none for root posts.
    pub root_id: Option<PostId>,
    /// Of which post this is an old version.
    pub original_id: Option<PostId>,
    /// The text, Markdown.
    pub message: String,
    /// Empty for what people write, `system_…` for notices.
    pub kind: String,
    /// Free properties.
    pub props: Map<String, Value>,
    /// Hashtags in the text, separated by spaces.
    pub hashtags: String,
    /// Attached files.
    pub file_ids: Vec<FileId>,
    /// Whether anybody reacted.
    pub has_reactions: bool,
    /// How important it is; root posts only.
    pub priority: Option<Priority>,
    /// How many replies its thread has: of roots and, as the incumbent does it, of replies too. 0 where a list brings
    /// the replies along.
    pub reply_count: i64,
}

impl Post {
    /// Whether the server wrote it.
    pub fn is_system(&self) -> bool {
        self.kind.starts_with("system_")
    }
}

/// How important a root post is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priority {
    /// `important` or `urgent`; other texts are kept.
    pub level: String,
    /// Whether readers are asked to acknowledge.
    pub requested_ack: Option<bool>,
    /// Whether notifications repeat until acknowledged.
    pub persistent_notifications: Option<bool>,
}

impl Priority {
    /// Whether it counts as an urgent mention.
    pub fn is_urgent(&self) -> bool {
        self.level == "urgent"
    }
}

/// A root post's replies, as one reader sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadSummary {
    /// How many replies exist.
    pub reply_count: i64,
    /// The newest reply's time; 0 without replies.
    pub last_reply_at: TimestampMs,
    /// Who replied, latest first.
    pub participants: Vec<UserId>,
    /// Whether the reader follows; `None` when unknown.
    pub is_following: Option<bool>,
}

/// A post with what an app needs to show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PostView {
    /// The post.
    pub post: Post,
    /// The author's own name for it; in the answer to the author and in the event that follows, empty elsewhere.
    pub pending_post_id: String,
    /// Its thread, for readers who collapse threads; `None` for others and without replies.
    pub thread: Option<ThreadSummary>,
    /// What else an app shows with it.
    pub extras: PostExtras,
}

/// What apps show with a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PostExtras {
    /// Its files, by the time of their upload.
    pub files: Vec<FileInfo>,
    /// Reactions to it, by their time.
    pub reactions: Vec<Reaction>,
    /// The custom emoji in its text and its reactions.
    pub emoji: Vec<Emoji>,
    /// Who acknowledged it.
    pub acknowledgements: Vec<Acknowledgement>,
    /// The post it links to; none where there is none, and where its reader may not read that.
    #[serde(default)]
    pub preview: Option<Box<PostPreview>>,
}

/// A post that another one links to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PostPreview {
    /// The post.
    pub post: Post,
    /// Its team, for addresses; empty in conversations.
    pub team_name: String,
    /// Its channel, for people.
    pub channel_display_name: String,
    /// Which kind of channel that is.
    pub channel_kind: ChannelKind,
}

impl PostView {
    /// A post as those see it who do not collapse threads, without extras.
    pub fn plain(post: Post) -> Self {
        Self { post, pending_post_id: String::new(), thread: None, extras: PostExtras::default() }
    }

    /// The same, without the text when the post was deleted.
    #[must_use]
    pub fn without_deleted_text(mut self) -> Self {
        if !self.post.delete_at.is_zero() {
            self.post.message.clear();
            self.post.hashtags.clear();
            self.post.reply_count = 0;
        }
        self
    }
}

/// A page of a channel's posts, newest first, with what an app needs to place it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PostPage {
    /// The page itself, newest first.
    pub order: Vec<PostId>,
    /// The posts of the page, and the roots and replies that belong to them. Each once.
    pub posts: Vec<Post>,
    /// The threads of the roots among the posts, where the query asked for roots only.
    pub threads: Vec<Thread>,
    /// The nearest newer post beyond the page; none at the end.
    pub next_post_id: Option<PostId>,
    /// The nearest older post beyond the page; none at the end.
    pub prev_post_id: Option<PostId>,
    /// Whether a thread goes on behind this page; `None` where it was not asked for.
    pub has_next: Option<bool>,
}
