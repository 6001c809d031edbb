use axum::extract::{Path, State};
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /users/{user}/patch`
pub(super) async fn patch(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let patch = wire::profile_patch(body.read("user")?);
    json(&wire::seen_user(&accounts::update_user(app.domain(), &caller, user_id, patch).await?))
}
