use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, TeamId, UserId};

/// Kinds of sidebar categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CategoryKind {
    /// Chosen channels.
    Favorites,
    /// Channels that are nowhere else.
    Channels,
    /// Direct and group messages that are nowhere else.
    DirectMessages,
    /// Made by the user.
    Custom,
}

impl CategoryKind {
    /// The three that everybody has, in order.
    pub const BUILT_IN: [Self; 3] = [Self::Favorites, Self::Channels, Self::DirectMessages];

    /// The text that stands for it at the wire and in databases.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Favorites => "favorites",
            Self::Channels => "channels",
            Self::DirectMessages => "direct_messages",
            Self::Custom => "custom",
        }
    }

    /// Reads that text; `None` for others.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Favorites, Self::Channels, Self::DirectMessages, Self::Custom]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// A group of channels in somebody's sidebar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidebarCategory {
    /// 26 characters, or `{kind}_{user}_{team}` for the built-in ones.
    pub id: String,
    /// Whose sidebar.
    pub user_id: UserId,
    /// In which team.
    pub team_id: TeamId,
    /// Place, in steps of ten.
    pub sort_order: i64,
    /// Empty, `manual`, `recent` or `alpha`.
    pub sorting: String,
    /// Which kind.
    pub kind: CategoryKind,
    /// For people.
    pub display_name: String,
    /// Whether its channels are muted.
    pub muted: bool,
    /// Whether it is folded.
    pub collapsed: bool,
    /// Its channels, in order.
    pub channel_ids: Vec<ChannelId>,
}
