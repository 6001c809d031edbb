use std::collections::BTreeMap;

use crate::notify_props::{IgnoreChannelMentions, Level};

/// A channel membership's notification settings, as far as the server acts on them.
///
/// Source: `mattermost/mattermost` `server/public/model/channel_member.go` (notify props).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberNotifyProps {
    /// `push`; [`Level::Inherit`] leaves it to the user's own level.
    pub push: Level,
    /// `push_threads`; only [`Level::All`] matters.
    pub push_threads: Level,
    /// `mark_unread` is `mention`: the channel is muted.
    pub muted: bool,
    /// `ignore_channel_mentions`.
    pub ignore_channel_mentions: IgnoreChannelMentions,
    /// `channel_auto_follow_threads` is `on`.
    pub auto_follow_threads: bool,
}

impl MemberNotifyProps {
    /// Reads the map that memberships carry.
    pub fn read(props: &BTreeMap<String, String>) -> Self {
        let get = |key: &str| props.get(key).map(String::as_str);
        Self {
            push: Level::read(get("push")),
            push_threads: Level::read(get("push_threads")),
            muted: get("mark_unread") == Some("mention"),
            ignore_channel_mentions: IgnoreChannelMentions::read(get("ignore_channel_mentions")),
            auto_follow_threads: get("channel_auto_follow_threads") == Some("on"),
        }
    }

    /// Whether `@channel`, `@all` and `@here` pass this member by.
    pub fn ignores_channel_mentions(&self) -> bool {
        match self.ignore_channel_mentions {
            IgnoreChannelMentions::On => true,
            IgnoreChannelMentions::Off => false,
            IgnoreChannelMentions::WhenMuted => self.muted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_muted_channel_ignores_channel_mentions_unless_told_otherwise() {
        for (muted, setting, ignored) in [
            (false, IgnoreChannelMentions::WhenMuted, false),
            (true, IgnoreChannelMentions::WhenMuted, true),
            (true, IgnoreChannelMentions::Off, false),
            (false, IgnoreChannelMentions::On, true),
        ] {
            let props = MemberNotifyProps { muted, ignore_channel_mentions: setting, ..MemberNotifyProps::default() };
            assert_eq!(props.ignores_channel_mentions(), ignored, "{muted} {setting:?}");
        }
    }
}
