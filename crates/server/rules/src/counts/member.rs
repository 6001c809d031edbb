use countersign_primitives::TimestampMs;

use crate::counts::{ChannelCounters, CountedPost, SinceTally};

/// A membership's counters. The default is that of somebody who just joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberCounters {
    /// How many of the channel's messages are read.
    pub msg_count: i64,
    /// How many of its root messages are.
    pub msg_count_root: i64,
    /// Unread posts that mention the member.
    pub mention_count: i64,
    /// Those that are root posts.
    pub mention_count_root: i64,
    /// Those that are urgent root posts.
    pub urgent_mention_count: i64,
    /// Until when the member has read.
    pub last_viewed_at: TimestampMs,
}

/// What is unread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Messages; root messages only for readers who collapse threads.
    pub messages: i64,
    /// Mentions, likewise.
    pub mentions: i64,
}

impl MemberCounters {
    /// After the member read the channel, or wrote into it: see [`super::author_has_read`]. Nothing is lowered but
    /// mentions.
    #[must_use]
    pub fn after_view(self, channel: &ChannelCounters) -> Self {
        Self {
            msg_count: self.msg_count.max(channel.total_msg_count),
            msg_count_root: self.msg_count_root.max(channel.total_msg_count_root),
            mention_count: 0,
            mention_count_root: 0,
            urgent_mention_count: 0,
            last_viewed_at: self.last_viewed_at.max(channel.last_post_at),
        }
    }

    /// After a post that means something to the member: see [`crate::notify::MentionKind::counts`].
    #[must_use]
    pub fn after_mention(self, post: &CountedPost) -> Self {
        Self {
            mention_count: self.mention_count + 1,
            mention_count_root: self.mention_count_root + i64::from(post.is_root),
            urgent_mention_count: self.urgent_mention_count + i64::from(post.is_urgent),
            ..self
        }
    }

    /// After marking unread from a post on. `since` holds the post and everything after it.
    #[must_use]
    pub fn after_set_unread(self, channel: &ChannelCounters, from: TimestampMs, since: &SinceTally) -> Self {
        Self {
            msg_count: (channel.total_msg_count - since.messages).max(0),
            msg_count_root: (channel.total_msg_count_root - since.root_messages).max(0),
            mention_count: since.mentions,
            mention_count_root: since.root_mentions,
            urgent_mention_count: since.urgent_mentions,
            last_viewed_at: TimestampMs(from.0.saturating_sub(1)),
        }
    }

    /// After marking unread from a reply on, by an app that does not know collapsed threads while the reader uses
    /// them: the thread becomes unread instead (see [`crate::threads::ThreadMembership::after_set_unread`]), and every
    /// root message stays read.
    #[must_use]
    pub fn after_set_unread_in_thread(self, channel: &ChannelCounters, from: TimestampMs, since: &SinceTally) -> Self {
        let unread = self.after_set_unread(channel, from, since);
        Self { msg_count_root: channel.total_msg_count_root, mention_count_root: 0, urgent_mention_count: 0, ..unread }
    }

    /// What is unread.
    pub fn unread(&self, channel: &ChannelCounters, collapses_threads: bool) -> Unread {
        let (total, read, mentions) = if collapses_threads {
            (channel.total_msg_count_root, self.msg_count_root, self.mention_count_root)
        } else {
            (channel.total_msg_count, self.msg_count, self.mention_count)
        };
        Unread { messages: (total - read).max(0), mentions }
    }
}
