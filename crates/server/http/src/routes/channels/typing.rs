use axum::extract::{Path, State};
use countersign_primitives::UserId;
use countersign_server_domain::channels;
use countersign_server_rules::error::{invalid_body_param, known};
use serde_json::Value;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
};

/// `POST /users/{user}/typing`
pub(super) async fn typing(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id: UserId = param::user(&caller, &user_id)?;
    if user_id != caller.user_id() {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    let members = body.members();
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
    let channel_id = text("channel_id").parse().map_err(|_| invalid_body_param("channel_id"))?;
    channels::type_in_channel(app.domain(), &caller, channel_id, text("parent_id").parse().ok()).await?;
    ok()
}
