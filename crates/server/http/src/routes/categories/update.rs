use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::SidebarCategory;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /users/{user}/teams/{team}/channels/categories/{category}`
pub(super) async fn update(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id, category_id)): Path<(String, String, String)>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let refuse = || invalid_body_param("category");
    let sent: SidebarCategory = body.read("category")?;
    let wanted = wire::sent_categories(vec![SidebarCategory { id: category_id, ..sent }]).ok_or_else(refuse)?;
    let now = channels::update_categories(app.domain(), &caller, user_id, team_id, wanted).await?;
    json(&wire::category(now.first().ok_or_else(refuse)?))
}
