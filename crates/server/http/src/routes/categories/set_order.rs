use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
};

/// `PUT /users/{user}/teams/{team}/channels/categories/order`
pub(super) async fn set_order(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let order = body.texts("category_order")?;
    json(&channels::order_categories(app.domain(), &caller, user_id, team_id, order).await?)
}
