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
