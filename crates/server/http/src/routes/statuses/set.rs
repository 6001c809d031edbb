use axum::extract::{Path, State};
use countersign_server_domain::statuses;
use countersign_server_rules::status::requested_status;
use countersign_wire_api::UpdateStatusRequest;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /users/{user}/status`
pub(super) async fn set(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let asked: UpdateStatusRequest = body.read("status")?;
    let wish = requested_status(user_id, asked.user_id, &asked.status, asked.dnd_end_time)?;
    json(&wire::status(&statuses::set_status(app.domain(), &caller, user_id, wish).await?))
}
