/// What a post is to somebody. A greater kind replaces a lesser one.
///
/// Source: `mattermost/mattermost` `server/channels/app/mention_results.go`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// Nothing.
    #[default]
    None,
    /// A post in a group message the user is in.
    GroupMessage,
    /// A reply in a thread the user wrote in (`comments` is `any`, threads not collapsed).
    Thread,
    /// A reply to the user's root post (`comments` is `root` or `any`, threads not collapsed).
    Comment,
    /// `@channel`, `@all`, `@here`.
    Channel,
    /// The other side of a direct message.
    DirectMessage,
    /// Name, keyword or first name; being added to the channel.
    Keyword,
    /// The name of a group the user is in.
    Group,
}

impl MentionKind {
    /// Why somebody is pushed, in a word for logs. Without a mention it is because everything is wanted.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "all_messages",
            Self::GroupMessage => "group_message",
            Self::Thread => "reply_in_own_thread",
            Self::Comment => "reply_to_own_post",
            Self::Channel => "channel_mention",
            Self::DirectMessage => "direct_message",
            Self::Keyword => "mention",
            Self::Group => "group_mention",
        }
    }

    /// Whether the mention counter of the membership rises: any kind does it.
    pub fn counts(self) -> bool {
        self != Self::None
    }

    /// Whether it makes somebody follow the thread and raises the thread's own mention counter: being interested in
    /// comments does neither.
    pub fn counts_in_thread(self) -> bool {
        !matches!(self, Self::None | Self::Thread | Self::Comment)
    }

    /// Whether the level `mention` lets it through: a group message by itself does not.
    pub fn is_mention(self) -> bool {
        self > Self::GroupMessage
    }
}
