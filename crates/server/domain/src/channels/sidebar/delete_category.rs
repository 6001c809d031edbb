use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::{error::known, sidebar::check_category_delete};

use crate::{
    caller::Caller,
    channels::sidebar::{
        change::{audience, change_sidebar},
        show::require,
    },
    domain::Domain,
    error::Result,
    event::EventKind,
};

/// Deletes a category of the user's own; its channels stand again where they belong by themselves.
///
/// # Errors
/// 403 for somebody else, and when the user has none of this id; 400 for one that everybody has.
pub async fn delete_category(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    id: &str,
) -> Result<()> {
    require(domain, caller, user_id, team_id).await?;
    change_sidebar(domain, user_id, team_id, |arrangement| {
        let rules = arrangement.rules();
        let category = rules.iter().find(|category| category.id == id).ok_or(known::CONTEXT_PERMISSIONS)?;
        check_category_delete(category)?;
        arrangement.categories.retain(|category| category.id != id);
        Ok(())
    })
    .await?;
    domain.say(EventKind::CategoryDeleted(id.to_owned()), audience(user_id, team_id)).await;
    Ok(())
}
