use crate::{
    channel::ChannelKind,
    notify::{PushFlags, ReplyKind},
    push_content::{ContentsMode, language::Phrases},
};

/// What the sentence of a push depends on.
pub(super) struct Body<'a> {
    pub mode: ContentsMode,
    pub channel_kind: ChannelKind,
    pub flags: PushFlags,
    pub sender: &'a str,
    pub text: &'a str,
    pub has_files: bool,
    pub phrases: &'static Phrases,
}

impl Body<'_> {
    /// The sentence: the first that applies.
    pub(super) fn sentence(&self) -> String {
        let phrases = self.phrases;
        let direct = self.channel_kind == ChannelKind::Direct;
        let followed = self.flags.reply == ReplyKind::Followed;
        let template = match self.mode {
            ContentsMode::IdLoaded => phrases.id_loaded,
            _ if self.text.is_empty() && self.has_files && direct => phrases.attached_file_direct,
            _ if self.text.is_empty() && self.has_files => phrases.attached_file,
            ContentsMode::Full if direct && !followed => return self.text.to_owned(),
            ContentsMode::Full => return format!("{}: {}", self.sender, self.text),
            ContentsMode::GenericNoChannel if direct && followed => phrases.replied_in_followed_thread,
            _ if direct && followed => phrases.replied_in_thread,
            _ if direct => phrases.sent_direct,
            _ if followed => phrases.replied_in_followed_thread,
            _ if self.flags.channel_wide => phrases.notified_channel,
            _ if self.flags.explicit => phrases.mentioned,
            _ => match self.flags.reply {
                ReplyKind::Root => phrases.commented_on_own,
                ReplyKind::Any => phrases.commented_on_thread,
                ReplyKind::None | ReplyKind::Followed => phrases.posted,
            },
        };
        template.replace("{s}", self.sender)
    }
}
