use crate::channel::ChannelKind;

/// Whose something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Resource {
    /// The acting user's own: account, post, file, emoji, webhook, bot, reaction, membership.
    Own,
    /// Somebody else's, or nobody's.
    #[default]
    Other,
}

/// What an action is about, as far as it decides which permission is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Whose it is.
    pub resource: Resource,
    /// The channel's kind; `None` where there is no channel.
    pub channel: Option<ChannelKind>,
    /// Whether the team lets anybody in (`allow_open_invite`).
    pub open_team: bool,
    /// Whether the user who is added or invited is a guest.
    pub guest: bool,
}

impl Target {
    /// Something of the acting user's own.
    pub fn own() -> Self {
        Self { resource: Resource::Own, ..Self::default() }
    }

    /// Something of somebody else's.
    pub fn other() -> Self {
        Self::default()
    }

    /// Own or not.
    pub fn owned(own: bool) -> Self {
        if own { Self::own() } else { Self::other() }
    }

    /// In a channel of this kind.
    #[must_use]
    pub fn in_channel(self, kind: ChannelKind) -> Self {
        Self { channel: Some(kind), ..self }
    }
}
