use crate::{notify::MentionScan, post::PostKind};

/// Whom the channel-wide words of a post address, after the rules for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelWide {
    /// `@channel` or `@all`: every member who hears them.
    pub everybody: bool,
    /// `@here`: those of them who are online.
    pub online: bool,
}

impl ChannelWide {
    /// Nobody.
    pub const NOBODY: Self = Self { everybody: false, online: false };

    /// Whether every member must be passed as a candidate.
    pub fn needs_all_members(self) -> bool {
        self.everybody || self.online
    }
}

/// What decides whether channel-wide words count.
#[derive(Clone, Copy, Debug)]
pub struct ChannelWideFacts<'a> {
    /// Whether the author has `use_channel_mentions` in the channel.
    pub author_may: bool,
    /// The post's type.
    pub kind: &'a str,
    /// Active members of the channel.
    pub active_members: usize,
    /// `MaxNotificationsPerChannel`: at this many members the words are off already.
    pub limit: usize,
}

/// The channel is too large: the words address nobody, the author is told, [`super::Reason::TooManyUsersInChannel`] is
/// counted. Pushes to people named one by one go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// The first of the words the text says, of `@here`, `@channel`, `@all`: the notice to the author names it.
    pub word: &'static str,
}

/// Whom channel-wide words of a post address.
///
/// # Errors
/// [`TooMany`] when the channel is at its limit. Go on with [`ChannelWide::NOBODY`].
pub fn channel_wide(scan: &MentionScan, facts: &ChannelWideFacts<'_>) -> Result<ChannelWide, TooMany> {
    let word = match scan {
        scan if scan.says_here() => "@here",
        scan if scan.says_channel() => "@channel",
        scan if scan.says_all() => "@all",
        _ => return Ok(ChannelWide::NOBODY),
    };
    if !facts.author_may || PostKind::new(facts.kind).changes_header_or_purpose() {
        return Ok(ChannelWide::NOBODY);
    }
    if facts.active_members >= facts.limit {
        return Err(TooMany { word });
    }
    Ok(ChannelWide { everybody: scan.says_channel() || scan.says_all(), online: scan.says_here() })
}

#[cfg(test)]
mod tests {
    use crate::notify::AttachmentTexts;

    use super::*;

    const FACTS: ChannelWideFacts<'_> =
        ChannelWideFacts { author_may: true, kind: "", active_members: 999, limit: 1000 };

    fn of(text: &str, facts: &ChannelWideFacts<'_>) -> Result<ChannelWide, TooMany> {
        channel_wide(&MentionScan::of(text, &AttachmentTexts::default()), facts)
    }

    #[test]
    fn at_the_limit_the_words_are_off() {
        assert_eq!(of("@channel", &FACTS), Ok(ChannelWide { everybody: true, online: false }));
        let full = ChannelWideFacts { active_members: 1000, ..FACTS };
        assert_eq!(of("@channel", &full), Err(TooMany { word: "@channel" }));
        assert_eq!(of("plain", &full), Ok(ChannelWide::NOBODY));
    }

    #[test]
    fn without_permission_or_in_a_header_change_they_address_nobody() {
        assert_eq!(of("@all", &ChannelWideFacts { author_may: false, ..FACTS }), Ok(ChannelWide::NOBODY));
        assert_eq!(of("@all", &ChannelWideFacts { kind: "system_header_change", ..FACTS }), Ok(ChannelWide::NOBODY));
    }
}
