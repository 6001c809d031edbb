use crate::{
    channel::ChannelKind,
    push_content::{ContentsMode, language::Phrases},
};

/// What the title of a push depends on.
pub(super) struct Title<'a> {
    pub mode: ContentsMode,
    pub channel_kind: ChannelKind,
    /// The channel as the reader knows it: its display name, the other person, the other people.
    pub channel_name: &'a str,
    /// A reply, and the reader collapses threads.
    pub is_collapsed_reply: bool,
    pub phrases: &'static Phrases,
}

impl Title<'_> {
    /// The title; empty for none.
    pub(super) fn text(&self) -> String {
        let direct = self.channel_kind == ChannelKind::Direct;
        match self.mode {
            ContentsMode::IdLoaded => String::new(),
            ContentsMode::GenericNoChannel if !direct => String::new(),
            ContentsMode::GenericNoChannel => self.channel_name.to_owned(),
            ContentsMode::Generic | ContentsMode::Full if !self.is_collapsed_reply => self.channel_name.to_owned(),
            ContentsMode::Generic | ContentsMode::Full if direct => self.phrases.reply_in_direct.to_owned(),
            ContentsMode::Generic | ContentsMode::Full => {
                self.phrases.reply_in_channel.replace("{c}", self.channel_name)
            }
        }
    }
}
