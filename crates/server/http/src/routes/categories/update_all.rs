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

/// `PUT /users/{user}/teams/{team}/channels/categories`
pub(super) async fn update_all(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let wanted = wire::sent_categories(body.list("category")?).ok_or_else(|| invalid_body_param("category"))?;
    let now = channels::update_categories(app.domain(), &caller, user_id, team_id, wanted).await?;
    json(&now.iter().map(wire::category).collect::<Vec<SidebarCategory>>())
}
