use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_rules::{
    names::{DefaultCategory, default_category_id},
    sidebar::{Category, SidebarChannel, place_orphans, sort_order},
};

use crate::{
    domain::Domain,
    model::{CategoryKind, ChannelState, SidebarCategory},
    ports::store::{ChannelFilter, StoreResult},
};

/// How somebody arranged the channels of a team: what the user put somewhere stands there, everything else is in the
/// category where it belongs by itself.
pub(super) struct Arrangement {
    /// What is stored.
    pub stored: Vec<SidebarCategory>,
    /// The same with the built-in categories, in order.
    pub categories: Vec<SidebarCategory>,
    channels: Vec<ChannelState>,
}

impl Arrangement {
    pub(super) async fn read(domain: &Domain, user_id: UserId, team_id: TeamId) -> StoreResult<Self> {
        let stored = domain.store().categories(user_id, team_id).await?;
        let mut categories = stored.clone();
        for default in DefaultCategory::ALL {
            if !categories.iter().any(|category| category.kind == model_kind(default)) {
                categories.push(built_in(default, user_id, team_id));
            }
        }
        let filter = ChannelFilter { team_id: Some(team_id), deleted_since: None };
        let channels = domain.store().channels_of(user_id, filter).await?;
        let mut arrangement = Self { stored, categories, channels };
        arrangement.number();
        Ok(arrangement)
    }

    /// Gives the categories their places.
    pub(super) fn number(&mut self) {
        for (place, category) in self.categories.iter_mut().enumerate() {
            category.sort_order = sort_order(place);
        }
    }

    /// The categories as rules look at them.
    pub(super) fn rules(&self) -> Vec<Category> {
        let of = |category: &SidebarCategory| Category {
            id: category.id.clone(),
            default: default_kind(category.kind),
            channel_ids: category.channel_ids.clone(),
        };
        self.categories.iter().map(of).collect()
    }

    /// The categories with every channel the user is in, and none else.
    pub(super) fn filled(&self) -> Vec<SidebarCategory> {
        let shown = |state: &ChannelState| SidebarChannel {
            id: state.channel.id,
            kind: state.channel.kind,
            display_name: state.channel.display_name.clone(),
        };
        let mut rules = self.rules();
        place_orphans(&mut rules, &self.channels.iter().map(shown).collect::<Vec<_>>());
        let fill = |(category, filled): (&SidebarCategory, Category)| SidebarCategory {
            channel_ids: filled.channel_ids,
            ..category.clone()
        };
        self.categories.iter().zip(rules).map(fill).collect()
    }

    /// Those of the channels that the user is in, each once.
    pub(super) fn own(&self, mut channel_ids: Vec<ChannelId>) -> Vec<ChannelId> {
        let mut seen = std::collections::HashSet::new();
        channel_ids.retain(|id| self.channels.iter().any(|state| state.channel.id == *id) && seen.insert(*id));
        channel_ids
    }

    /// Takes channels out of all categories but one.
    pub(super) fn take_out(&mut self, channel_ids: &[ChannelId], but: &str) {
        for category in self.categories.iter_mut().filter(|category| category.id != but) {
            category.channel_ids.retain(|id| !channel_ids.contains(id));
        }
    }

    /// A category; `None` when the user has none of this id.
    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut SidebarCategory> {
        self.categories.iter_mut().find(|category| category.id == id)
    }
}

fn built_in(kind: DefaultCategory, user_id: UserId, team_id: TeamId) -> SidebarCategory {
    SidebarCategory {
        id: default_category_id(kind, user_id, team_id),
        user_id,
        team_id,
        sort_order: kind.sort_order(),
        sorting: if kind == DefaultCategory::DirectMessages { "recent".to_owned() } else { String::new() },
        kind: model_kind(kind),
        display_name: kind.display_name().to_owned(),
        muted: false,
        collapsed: false,
        channel_ids: Vec::new(),
    }
}

fn model_kind(kind: DefaultCategory) -> CategoryKind {
    match kind {
        DefaultCategory::Favorites => CategoryKind::Favorites,
        DefaultCategory::Channels => CategoryKind::Channels,
        DefaultCategory::DirectMessages => CategoryKind::DirectMessages,
    }
}

fn default_kind(kind: CategoryKind) -> Option<DefaultCategory> {
    match kind {
        CategoryKind::Favorites => Some(DefaultCategory::Favorites),
        CategoryKind::Channels => Some(DefaultCategory::Channels),
        CategoryKind::DirectMessages => Some(DefaultCategory::DirectMessages),
        CategoryKind::Custom => None,
    }
}
