use axum::extract::{Path, State};
use countersign_server_domain::access_tokens;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /users/{user}/tokens`. Answers 200, unlike what else makes something.
pub(super) async fn create(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let members = body.members();
    let description = members.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    json(&wire::created_token(&access_tokens::create_token(app.domain(), &caller, user_id, description).await?))
}
