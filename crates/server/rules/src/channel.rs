//! Channels: their kinds.

use serde::{Deserialize, Serialize};

use std::fmt;

/// Which kind a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ChannelKind {
    /// Everybody in the team may join.
    Public,
    /// By invitation.
    Private,
    /// Two people, or one with oneself.
    Direct,
    /// Three to eight people.
    Group,
}

impl ChannelKind {
    /// The wire's letter: `O`, `P`, `D`, `G`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Public => "O",
            Self::Private => "P",
            Self::Direct => "D",
            Self::Group => "G",
        }
    }

    /// Reads the wire's letter; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Direct, Self::Group].into_iter().find(|kind| kind.letter() == text)
    }

    /// Whether it is a conversation of people rather than a room of a team.
    pub fn is_direct_or_group(self) -> bool {
        matches!(self, Self::Direct | Self::Group)
    }
}

impl fmt::Display for ChannelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.letter())
    }
}
