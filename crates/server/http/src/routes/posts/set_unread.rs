use axum::extract::{Path, State};
use countersign_server_domain::posts;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /users/{user}/posts/{post}/set_unread`. The body only carries an option: whatever it is, it is read leniently.
pub(super) async fn set_unread(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, post_id)): Path<(String, String)>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let post_id = param::id(&post_id, "post_id")?;
    let app_collapses = body.options().get("collapsed_threads_supported").and_then(Value::as_bool).unwrap_or_default();
    json(&wire::marked_unread(&posts::set_unread(app.domain(), &caller, user_id, post_id, app_collapses).await?))
}
