use axum::extract::{Path, State};
use countersign_server_domain::statuses;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/status`
pub(super) async fn get(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    json(&wire::status(&statuses::get_status(app.domain(), user_id).await?))
}
