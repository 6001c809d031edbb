use axum::extract::{Path, State};
use countersign_server_domain::preferences;
use countersign_wire_api::Preference;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/preferences/{category}`
pub(super) async fn category(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, category)): Path<(String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let found = preferences::get_preferences(app.domain(), &caller, user_id, Some(&category)).await?;
    json(&found.iter().map(wire::preference).collect::<Vec<Preference>>())
}
