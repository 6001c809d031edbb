use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_rules::{
    names::{DefaultCategory, default_category_id},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{CategoryKind, ChannelState, SidebarCategory},
    ports::store::ChannelFilter,
};

/// Somebody's sidebar in a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sidebar {
    /// The categories, in order.
    pub categories: Vec<SidebarCategory>,
}

/// Somebody's sidebar in a team: the three categories everybody has, with the channels that are in none of the user's
/// own.
///
/// # Errors
/// 403 for somebody else's, and in a team that the caller may not see.
pub async fn sidebar(domain: &Domain, caller: &Caller, user_id: UserId, team_id: TeamId) -> Result<Sidebar> {
    domain.require(caller, Action::ActForUser, Target::owned(caller.user_id() == user_id))?;
    domain.require_in_team(caller, team_id, Action::ViewTeam, Target::other()).await?;
    let filter = ChannelFilter { team_id: Some(team_id), deleted_since: None };
    let channels = domain.store().channels_of(user_id, filter).await?;
    let category = |kind: DefaultCategory| SidebarCategory {
        id: default_category_id(kind, user_id, team_id),
        user_id,
        team_id,
        sort_order: kind.sort_order(),
        sorting: if kind == DefaultCategory::DirectMessages { "recent".to_owned() } else { String::new() },
        kind: model_kind(kind),
        display_name: kind.display_name().to_owned(),
        muted: false,
        collapsed: false,
        channel_ids: belonging(kind, &channels),
    };
    Ok(Sidebar { categories: DefaultCategory::ALL.map(category).into() })
}

fn model_kind(kind: DefaultCategory) -> CategoryKind {
    match kind {
        DefaultCategory::Favorites => CategoryKind::Favorites,
        DefaultCategory::Channels => CategoryKind::Channels,
        DefaultCategory::DirectMessages => CategoryKind::DirectMessages,
    }
}

fn belonging(kind: DefaultCategory, channels: &[ChannelState]) -> Vec<ChannelId> {
    let belongs = |state: &&ChannelState| match kind {
        DefaultCategory::Favorites => false,
        DefaultCategory::Channels => state.channel.team_id.is_some(),
        DefaultCategory::DirectMessages => state.channel.team_id.is_none(),
    };
    channels.iter().filter(belongs).map(|state| state.channel.id).collect()
}
