use axum::extract::{Path, State};
use countersign_server_domain::sessions;
use countersign_server_rules::error::invalid_body_param;
use serde_json::Value;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `POST /users/{user}/sessions/revoke`
pub(super) async fn revoke(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let members = body.members();
    let session_id = members.get("session_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let session_id = session_id.ok_or_else(|| invalid_body_param("session_id"))?;
    sessions::revoke_session(app.domain(), &caller, user_id, session_id).await?;
    trail.note(&app, &caller, "").await;
    ok()
}
