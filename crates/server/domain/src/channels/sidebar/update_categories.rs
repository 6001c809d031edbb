use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::error::invalid_body_param;

use crate::{
    caller::Caller,
    channels::sidebar::{
        arrangement::Arrangement,
        change::{audience, change_sidebar},
        create_category::MAX_NAME_CHARS,
        show::require,
    },
    domain::Domain,
    error::Result,
    event::EventKind,
    model::{CategoryKind, SidebarCategory},
};

/// Changes categories: name (of the user's own), sorting, channels, whether muted or folded; not the place. A channel
/// that comes into one leaves the others. Returns them as they are now.
///
/// # Errors
/// 403 for somebody else, and in a team that the caller may not see; 400 for categories the user does not have.
pub async fn update_categories(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    wanted: Vec<SidebarCategory>,
) -> Result<Vec<SidebarCategory>> {
    require(domain, caller, user_id, team_id).await?;
    let is_good = |category: &SidebarCategory| {
        category.user_id == user_id
            && category.team_id == team_id
            && category.display_name.chars().count() <= MAX_NAME_CHARS
            && matches!(category.sorting.as_str(), "" | "manual" | "recent" | "alpha")
    };
    if !wanted.iter().all(is_good) {
        return Err(invalid_body_param("category").into());
    }
    let change = |arrangement: &mut Arrangement| wanted.iter().try_for_each(|category| put(arrangement, category));
    let ((), arrangement) = change_sidebar(domain, user_id, team_id, change).await?;
    let ids: Vec<&str> = wanted.iter().map(|category| category.id.as_str()).collect();
    let mut now = arrangement.filled();
    now.retain(|category| ids.contains(&category.id.as_str()));
    now.sort_by_key(|category| ids.iter().position(|id| *id == category.id));
    domain.say(EventKind::CategoriesUpdated(now.clone()), audience(user_id, team_id)).await;
    Ok(now)
}

fn put(arrangement: &mut Arrangement, wanted: &SidebarCategory) -> Result<()> {
    let channel_ids = arrangement.own(wanted.channel_ids.clone());
    let category = arrangement.get_mut(&wanted.id).ok_or_else(|| invalid_body_param("category"))?;
    if category.kind == CategoryKind::Custom {
        category.display_name.clone_from(&wanted.display_name);
    }
    category.sorting.clone_from(&wanted.sorting);
    (category.muted, category.collapsed) = (wanted.muted, wanted.collapsed);
    category.channel_ids.clone_from(&channel_ids);
    arrangement.take_out(&channel_ids, &wanted.id);
    Ok(())
}
