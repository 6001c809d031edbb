use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_server_rules::error::invalid_body_param;
use serde_json::Value;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /channels/{channel}/members`
pub(super) async fn add_member(
    State(app): State<App>,
    caller: SignedIn,
    Path(channel_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let channel_id = param::id(&channel_id, "channel_id")?;
    let members = body.members();
    let user_id = members.get("user_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let user_id = user_id.ok_or_else(|| invalid_body_param("user_id"))?;
    created(&wire::channel_member(&channels::add_member(app.domain(), &caller, channel_id, user_id).await?))
}
