use axum::extract::{Path, State};
use countersign_server_domain::custom_status;
use countersign_server_rules::status::{CustomStatus, valid_custom_status};
use serde::Deserialize;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
};

/// A custom status as a client sends it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    emoji: String,
    text: String,
    duration: String,
    expires_at: Option<String>,
}

/// `PUT /users/{user}/status/custom`
pub(super) async fn set(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let sent: Sent = body.read("custom_status")?;
    let now = app.domain().now();
    let status = valid_custom_status(&sent.emoji, &sent.text, &sent.duration, sent.expires_at.as_deref(), now);
    custom_status::set_custom_status(app.domain(), &caller, user_id, status).await?;
    ok()
}

/// `DELETE /users/{user}/status/custom`
pub(super) async fn clear(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    custom_status::clear_custom_status(app.domain(), &caller, user_id).await?;
    ok()
}

/// `POST /users/{user}/status/custom/recent/delete`
pub(super) async fn forget(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let sent: Sent = body.read("recent_custom_status")?;
    // Its time may be over by now: it is not looked at.
    let status = CustomStatus { emoji: sent.emoji, text: sent.text, duration: sent.duration, expires_at: None };
    custom_status::forget_custom_status(app.domain(), &caller, user_id, &status).await?;
    ok()
}
