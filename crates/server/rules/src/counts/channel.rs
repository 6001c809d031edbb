use countersign_primitives::TimestampMs;

use crate::post::PostKind;

/// What of a new post moves counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedPost {
    /// When it was made.
    pub create_at: TimestampMs,
    /// Whether it is no reply.
    pub is_root: bool,
    /// Whether it counts as a message: notices that somebody came or went do not.
    pub counts: bool,
    /// Whether its priority is `urgent`; only root posts have one.
    pub is_urgent: bool,
}

impl CountedPost {
    /// The facts of a post.
    pub fn new(create_at: TimestampMs, is_root: bool, kind: &str, priority: Option<&str>) -> Self {
        let is_urgent = is_root && priority == Some("urgent");
        Self { create_at, is_root, counts: PostKind::new(kind).counts(), is_urgent }
    }
}

/// A channel's counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelCounters {
    /// How many messages there ever were.
    pub total_msg_count: i64,
    /// How many of them were root posts.
    pub total_msg_count_root: i64,
    /// When the newest post was made, of any kind.
    pub last_post_at: TimestampMs,
    /// When the newest root post was made, of any kind.
    pub last_root_post_at: TimestampMs,
}

impl ChannelCounters {
    /// The counters after a post. Times never go back, so that an administrator's backdated post hides nothing.
    #[must_use]
    pub fn after_post(self, post: &CountedPost) -> Self {
        let last_root = if post.is_root { post.create_at } else { self.last_root_post_at };
        Self {
            total_msg_count: self.total_msg_count + i64::from(post.counts),
            total_msg_count_root: self.total_msg_count_root + i64::from(post.counts && post.is_root),
            last_post_at: self.last_post_at.max(post.create_at),
            last_root_post_at: self.last_root_post_at.max(last_root),
        }
    }
}

/// Whether posting marks the channel read for the author: people's posts do, those of webhooks and bots do not, nor do
/// replies of somebody who collapses threads.
pub fn author_has_read(is_reply: bool, by_webhook_or_bot: bool, collapses_threads: bool) -> bool {
    let stays_in_thread = is_reply && collapses_threads;
    !(by_webhook_or_bot || stays_in_thread)
}
