use countersign_primitives::{TeamId, UserId};
use countersign_server_rules::sidebar::check_category_order;

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

/// Puts the categories into another order.
///
/// # Errors
/// 403 for somebody else, and in a team that the caller may not see; 400 unless the order names every category once.
pub async fn order_categories(
    domain: &Domain,
    caller: &Caller,
    user_id: UserId,
    team_id: TeamId,
    order: Vec<String>,
) -> Result<Vec<String>> {
    require(domain, caller, user_id, team_id).await?;
    change_sidebar(domain, user_id, team_id, |arrangement| {
        check_category_order(&arrangement.rules(), &order)?;
        arrangement.categories.sort_by_key(|category| order.iter().position(|id| *id == category.id));
        Ok(())
    })
    .await?;
    domain.say(EventKind::CategoriesOrdered(order.clone()), audience(user_id, team_id)).await;
    Ok(order)
}
