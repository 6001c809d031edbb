use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/teams/{team}/channels/categories`
pub(super) async fn all(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    json(&wire::sidebar(&channels::get_sidebar(app.domain(), &caller, user_id, team_id).await?))
}
