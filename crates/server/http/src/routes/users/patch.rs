use axum::extract::{Path, State};
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    trail::Trail,
    wire,
};

/// `PUT /users/{user}/patch`
pub(super) async fn patch(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let patch = wire::profile_patch(body.read("user")?);
    let updated = accounts::update_user(app.domain(), &caller, user_id, patch).await?;
    trail.note(&app, &caller, "").await;
    json(&wire::seen_user(&updated))
}
