use countersign_primitives::TimestampMs;

/// A thread's counters. A thread exists once its root has a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadCounters {
    /// How many replies there are, deleted ones left out.
    pub reply_count: i64,
    /// When the newest reply was made.
    pub last_reply_at: TimestampMs,
}

impl ThreadCounters {
    /// After a reply.
    #[must_use]
    pub fn after_reply(self, at: TimestampMs) -> Self {
        Self { reply_count: self.reply_count + 1, last_reply_at: self.last_reply_at.max(at) }
    }

    /// After a reply was deleted. `last_reply_at` is that of the newest reply left; zero when none is.
    #[must_use]
    pub fn after_delete(self, last_reply_at: TimestampMs) -> Self {
        Self { reply_count: (self.reply_count - 1).max(0), last_reply_at }
    }
}
