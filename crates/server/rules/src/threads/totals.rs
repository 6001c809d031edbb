use crate::threads::membership::ThreadState;

/// What a list of followed threads sums up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadTotals {
    /// `total`.
    pub total: i64,
    /// `total_unread_threads`.
    pub unread_threads: i64,
    /// `total_unread_mentions`.
    pub unread_mentions: i64,
    /// `total_unread_urgent_mentions`: mentions in threads whose root is urgent.
    pub unread_urgent_mentions: i64,
}

impl ThreadTotals {
    /// The totals with one more followed thread.
    #[must_use]
    pub fn with(self, state: ThreadState, root_is_urgent: bool) -> Self {
        let urgent = if root_is_urgent { state.unread_mentions } else { 0 };
        Self {
            total: self.total + 1,
            unread_threads: self.unread_threads + i64::from(state.is_unread),
            unread_mentions: self.unread_mentions + state.unread_mentions,
            unread_urgent_mentions: self.unread_urgent_mentions + urgent,
        }
    }
}
