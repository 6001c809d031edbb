use axum::extract::{Path, State};
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    wire,
};

/// `GET /users/username/{username}`
pub(super) async fn by_name(State(app): State<App>, caller: SignedIn, Path(username): Path<String>) -> Answer {
    json(&wire::seen_user(&accounts::get_user_by_name(app.domain(), &caller, &username).await?))
}
