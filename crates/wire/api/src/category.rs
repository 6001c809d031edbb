use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, TeamId, UserId};

/// A group of channels in somebody's sidebar.
///
/// Source: `mattermost/mattermost` `server/public/model/channel_sidebar.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidebarCategory {
    /// 26 characters, or `favorites_{user}_{team}`, `channels_…`, `direct_messages_…`.
    pub id: String,
    /// Whose sidebar.
    pub user_id: UserId,
    /// In which team.
    pub team_id: TeamId,
    /// Place; the built-in three start at 0, 10, 20.
    #[serde(default)]
    pub sort_order: i64,
    /// Empty, `manual`, `recent` or `alpha`.
    #[serde(default)]
    pub sorting: String,
    /// `favorites`, `channels`, `direct_messages`, `custom`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For people.
    #[serde(default)]
    pub display_name: String,
    /// Whether its channels are muted.
    #[serde(default)]
    pub muted: bool,
    /// Whether it is folded.
    #[serde(default)]
    pub collapsed: bool,
    /// Its channels, in order.
    #[serde(default)]
    pub channel_ids: Vec<ChannelId>,
}

/// The answer of `GET /users/{user}/teams/{team}/channels/categories`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidebarCategories {
    /// All categories.
    pub categories: Vec<SidebarCategory>,
    /// Their ids, in order.
    pub order: Vec<String>,
}
