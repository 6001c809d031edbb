/// For how much somebody wants to hear: `push`, `desktop`, `push_threads` of users and memberships.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// `all`.
    All,
    /// `mention`.
    Mention,
    /// `none`.
    None,
    /// `default`, empty or missing: the level above decides.
    #[default]
    Inherit,
    /// Any other text. Rules treat it as "not forbidden, not asked for".
    Other,
}

impl Level {
    /// Reads a value; missing is [`Level::Inherit`].
    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("all") => Self::All,
            Some("mention") => Self::Mention,
            Some("none") => Self::None,
            None | Some("" | "default") => Self::Inherit,
            Some(_) => Self::Other,
        }
    }
}

/// From which presence on pushes are wanted: `push_status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PushWhen {
    /// `online` or missing: always, except while looking at the channel.
    #[default]
    Online,
    /// `away`: away or offline.
    Away,
    /// `offline`: offline only.
    Offline,
    /// `none` or any other text: never.
    Never,
}

impl PushWhen {
    /// Reads a value; missing or empty is [`PushWhen::Online`].
    pub fn read(text: Option<&str>) -> Self {
        match text {
            None | Some("" | "online") => Self::Online,
            Some("away") => Self::Away,
            Some("offline") => Self::Offline,
            Some(_) => Self::Never,
        }
    }
}

/// Which replies concern a reader who does not collapse threads: `comments`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Comments {
    /// `never` or anything unknown.
    #[default]
    Never,
    /// `root`: replies to own root posts.
    Root,
    /// `any`: replies in threads taken part in, too.
    Any,
}

impl Comments {
    /// Reads a value; missing is [`Comments::Never`].
    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("root") => Self::Root,
            Some("any") => Self::Any,
            _ => Self::Never,
        }
    }
}

/// Whether a member hears `@channel`, `@all` and `@here`: `ignore_channel_mentions`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IgnoreChannelMentions {
    /// `default`, missing or unknown: ignored when the channel is muted.
    #[default]
    WhenMuted,
    /// `on`.
    On,
    /// `off`.
    Off,
}

impl IgnoreChannelMentions {
    /// Reads a value; missing is [`IgnoreChannelMentions::WhenMuted`].
    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("on") => Self::On,
            Some("off") => Self::Off,
            _ => Self::WhenMuted,
        }
    }
}
