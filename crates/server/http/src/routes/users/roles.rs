use axum::extract::{Path, State};
use countersign_server_domain::accounts;
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

/// `PUT /users/{user}/roles`
pub(super) async fn roles(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let members = body.members();
    let roles = members.get("roles").and_then(Value::as_str).ok_or_else(|| invalid_body_param("roles"))?;
    accounts::set_roles(app.domain(), &caller, user_id, roles).await?;
    trail.note(&app, &caller, format!("user={user_id} roles={roles}")).await;
    ok()
}
