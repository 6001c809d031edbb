use countersign_primitives::{TeamId, UserId};

/// A category every sidebar has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefaultCategory {
    /// What the user marked.
    Favorites,
    /// Rooms of the team that are nowhere else.
    Channels,
    /// Conversations that are nowhere else.
    DirectMessages,
}

impl DefaultCategory {
    /// All, in their order.
    pub const ALL: [Self; 3] = [Self::Favorites, Self::Channels, Self::DirectMessages];

    /// `type` of the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Favorites => "favorites",
            Self::Channels => "channels",
            Self::DirectMessages => "direct_messages",
        }
    }

    /// `display_name` of the wire, in English.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::Favorites => "Favorites",
            Self::Channels => "Channels",
            Self::DirectMessages => "Direct Messages",
        }
    }

    /// `sort_order` at the beginning.
    pub fn sort_order(self) -> i64 {
        match self {
            Self::Favorites => 0,
            Self::Channels => 10,
            Self::DirectMessages => 20,
        }
    }
}

/// The id of a default category: `favorites_{user}_{team}` and the like. Longer than other ids.
pub fn default_category_id(category: DefaultCategory, user: UserId, team: TeamId) -> String {
    format!("{}_{user}_{team}", category.as_str())
}
