use axum::extract::{Path, State};
use countersign_server_domain::preferences;
use countersign_wire_api::Preference;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/preferences`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let found = preferences::get_preferences(app.domain(), &caller, user_id, None).await?;
    json(&found.iter().map(wire::preference).collect::<Vec<Preference>>())
}
