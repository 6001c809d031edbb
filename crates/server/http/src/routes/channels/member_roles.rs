use axum::extract::{Path, State};
use countersign_server_domain::{channels, ports::store::SchemeRoles};
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

/// `PUT /channels/{channel}/members/{user}/roles`
pub(super) async fn member_roles(
    State(app): State<App>,
    caller: SignedIn,
    Path((channel_id, user_id)): Path<(String, String)>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let user_id = param::user(&caller, &user_id)?;
    let members = body.members();
    let names = members.get("roles").and_then(Value::as_str).ok_or_else(|| invalid_body_param("roles"))?;
    let has = |role: &str| names.split_whitespace().any(|name| name == role);
    let known = ["channel_guest", "channel_user", "channel_admin"];
    if names.split_whitespace().any(|name| !known.contains(&name)) {
        return Err(invalid_body_param("roles").into());
    }
    let [guest, user, admin] = known.map(has);
    channels::set_channel_roles(app.domain(), &caller, channel_id, user_id, SchemeRoles { guest, user, admin }).await?;
    trail.note(&app, &caller, format!("user={user_id} admin={admin}")).await;
    ok()
}
