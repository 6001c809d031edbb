use countersign_primitives::TimestampMs;

use crate::{notify::FollowChange, threads::thread::ThreadCounters};

/// Somebody's tie to a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadMembership {
    /// Whether they follow it.
    pub following: bool,
    /// Until when they have read it; zero for never.
    pub last_viewed_at: TimestampMs,
    /// Unread replies that mention them.
    pub unread_mentions: i64,
}

/// A thread as one follower sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadState {
    /// Whether a reply is newer than what was read.
    pub is_unread: bool,
    /// Unread mentions.
    pub unread_mentions: i64,
}

impl ThreadMembership {
    /// After a reply of somebody else's.
    #[must_use]
    pub fn after_reply(self, change: FollowChange) -> Self {
        Self {
            following: change.follows,
            unread_mentions: self.unread_mentions + i64::from(change.raises_mentions),
            ..self
        }
    }

    /// After an own reply: writing into a thread reads it.
    #[must_use]
    pub fn after_own_reply(self, change: FollowChange, at: TimestampMs) -> Self {
        Self { following: change.follows, ..self.after_read(at, 0) }
    }

    /// After reading until a moment. `mentions_after` counts the replies after it that mention the reader.
    #[must_use]
    pub fn after_read(self, until: TimestampMs, mentions_after: i64) -> Self {
        Self { last_viewed_at: until, unread_mentions: mentions_after, ..self }
    }

    /// After marking unread from a reply on, which follows the thread. `mentions_since` counts the replies from it on
    /// that mention the reader.
    #[must_use]
    pub fn after_set_unread(self, from: TimestampMs, mentions_since: i64) -> Self {
        Self { following: true, last_viewed_at: TimestampMs(from.0.saturating_sub(1)), unread_mentions: mentions_since }
    }

    /// After following or unfollowing by hand.
    #[must_use]
    pub fn after_follow(self, follows: bool) -> Self {
        Self { following: follows, ..self }
    }

    /// How the thread looks to the follower.
    pub fn state(&self, thread: &ThreadCounters) -> ThreadState {
        let is_unread = self.last_viewed_at < thread.last_reply_at;
        ThreadState { is_unread, unread_mentions: self.unread_mentions }
    }
}
