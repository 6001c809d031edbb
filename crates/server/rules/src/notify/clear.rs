use crate::{
    channel::ChannelKind,
    notify_props::{Level, MemberNotifyProps, UserNotifyProps},
};

/// A channel that was read, as it stood before.
#[derive(Clone, Copy, Debug)]
pub struct ClearFacts {
    /// Its kind.
    pub channel_kind: ChannelKind,
    /// Whether anything was unread.
    pub had_unreads: bool,
    /// Whether a mention was unread.
    pub had_mentions: bool,
}

/// Whether reading a channel clears its notifications on the user's other devices: when something may have been pushed
/// of it.
///
/// Source: golden `server-push/clear-badge.jsonl`.
pub fn clears_channel_notifications(facts: &ClearFacts, user: &UserNotifyProps, member: MemberNotifyProps) -> bool {
    let level = if member.push == Level::Inherit { user.push } else { member.push };
    match level {
        Level::None => false,
        Level::All => facts.had_unreads,
        _ if facts.channel_kind == ChannelKind::Direct => facts.had_unreads,
        _ => facts.had_mentions,
    }
}

/// Whether reading a thread clears its notifications on the user's other devices: when nothing in it is left unread, for
/// readers who collapse threads.
pub fn clears_thread_notifications(unread_replies_left: i64, collapses_threads: bool) -> bool {
    collapses_threads && unread_replies_left == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_cleared_when_it_is_read_to_the_end() {
        assert!(clears_thread_notifications(0, true));
        assert!(!clears_thread_notifications(1, true) && !clears_thread_notifications(0, false));
    }

    #[test]
    fn what_was_never_pushed_is_not_cleared() {
        let facts = |channel_kind, had_unreads, had_mentions| ClearFacts { channel_kind, had_unreads, had_mentions };
        let user = |push| UserNotifyProps { push, ..UserNotifyProps::default() };
        for (facts, level, clears) in [
            (facts(ChannelKind::Public, true, false), Level::All, true),
            (facts(ChannelKind::Public, true, false), Level::Mention, false),
            (facts(ChannelKind::Public, true, true), Level::Mention, true),
            (facts(ChannelKind::Direct, true, false), Level::Mention, true),
            (facts(ChannelKind::Direct, true, true), Level::None, false),
            (facts(ChannelKind::Public, false, false), Level::All, false),
        ] {
            assert_eq!(
                clears_channel_notifications(&facts, &user(level), MemberNotifyProps::default()),
                clears,
                "{facts:?} {level:?}"
            );
        }
    }
}
