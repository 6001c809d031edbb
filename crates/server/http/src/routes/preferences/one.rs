use axum::extract::{Path, State};
use countersign_server_domain::preferences;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/preferences/{category}/name/{name}`
pub(super) async fn one(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, category, name)): Path<(String, String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    json(&wire::preference(&preferences::get_preference(app.domain(), &caller, user_id, &category, &name).await?))
}
