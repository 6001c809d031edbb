/// What one membership in a channel adds to the number on the icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MembershipCounts {
    /// `mention_count`.
    pub mention_count: i64,
    /// `mention_count_root`.
    pub mention_count_root: i64,
    /// Whether the channel is archived: then nothing.
    pub archived: bool,
}

/// The number on the icon: unread mentions in all channels, muted ones included, and for readers with collapsed
/// threads those of root posts and the unread mentions of followed threads. Read after the counters were raised.
pub fn badge(
    memberships: impl IntoIterator<Item = MembershipCounts>,
    collapses_threads: bool,
    followed_thread_mentions: i64,
) -> i64 {
    let in_channels = memberships.into_iter().filter(|counts| !counts.archived).fold(0_i64, |sum, counts| {
        let more = if collapses_threads { counts.mention_count_root } else { counts.mention_count };
        sum.saturating_add(more.max(0))
    });
    in_channels.saturating_add(if collapses_threads { followed_thread_mentions.max(0) } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_count_by_thread_or_by_channel_never_by_both() {
        let counts = MembershipCounts { mention_count: 5, mention_count_root: 3, archived: false };
        assert_eq!(badge([counts, MembershipCounts { archived: true, ..counts }], true, 2), 5);
        assert_eq!(badge([counts], false, 2), 5);
    }
}
