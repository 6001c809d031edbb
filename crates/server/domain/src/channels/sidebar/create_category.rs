use countersign_primitives::{CategoryId, ChannelId, TeamId, UserId};
use countersign_server_rules::{error::invalid_body_param, sidebar::place_of_new_category};

use crate::{
    caller::Caller,
    channels::sidebar::{
        change::{audience, change_sidebar},
        show::require,
    },
    domain::Domain,
    error::Result,
    event::EventKind,
    model::{CategoryKind, SidebarCategory},
};

/// A category to make.
#[derive(Clone, Debug, Default)]
pub struct NewCategory {
    /// For people, at most 64 characters; may be empty.
    pub display_name: String,
    /// Its channels, in order; those the user is not in are left out.
    pub channel_ids: Vec<ChannelId>,
    /// Whether its channels are muted.
    pub muted: bool,
}

/// Longest name, in characters.
pub(super) const MAX_NAME_CHARS: usize = 64;

/// Makes a category, behind the favourites.
///
/// # Errors
/// 403 for somebody else, and in a team that the caller may not see; 400 for a name that is too long.
pub async fn create_category(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    new: NewCategory,
) -> Result<SidebarCategory> {
    require(domain, caller, user_id, team_id).await?;
    if new.display_name.chars().count() > MAX_NAME_CHARS {
        return Err(invalid_body_param("category").into());
    }
    let id = CategoryId::generate(domain.random().as_ref()).to_string();
    let (place, arrangement) = change_sidebar(domain, user_id, team_id, |arrangement| {
        let place = place_of_new_category(&arrangement.rules());
        let channel_ids = arrangement.own(new.channel_ids.clone());
        arrangement.take_out(&channel_ids, &id);
        let category = SidebarCategory {
            id: id.clone(),
            user_id,
            team_id,
            sort_order: 0,
            sorting: String::new(),
            kind: CategoryKind::Custom,
            display_name: new.display_name.clone(),
            muted: new.muted,
            collapsed: false,
            channel_ids,
        };
        arrangement.categories.insert(place, category);
        Ok(place)
    })
    .await?;
    domain.say(EventKind::CategoryCreated(id), audience(user_id, team_id)).await;
    let made = arrangement.categories.into_iter().nth(place);
    Ok(made.ok_or_else(|| invalid_body_param("category"))?)
}
