use crate::{counts::CountedPost, notify::MentionKind};

/// What stands in a channel from a moment on, deleted posts left out: what marking unread makes unread again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SinceTally {
    /// Messages.
    pub messages: i64,
    /// Messages that are root posts.
    pub root_messages: i64,
    /// Posts that mention the reader.
    pub mentions: i64,
    /// Root posts that do.
    pub root_mentions: i64,
    /// Urgent root posts that do.
    pub urgent_mentions: i64,
}

impl SinceTally {
    /// The tally with one more post, and what it is to the reader.
    #[must_use]
    pub fn with(self, post: &CountedPost, kind: MentionKind) -> Self {
        let mentions = i64::from(kind.counts());
        let in_root = |number| if post.is_root { number } else { 0 };
        Self {
            messages: self.messages + i64::from(post.counts),
            root_messages: self.root_messages + in_root(i64::from(post.counts)),
            mentions: self.mentions + mentions,
            root_mentions: self.root_mentions + in_root(mentions),
            urgent_mentions: self.urgent_mentions + if post.is_urgent { mentions } else { 0 },
        }
    }
}
