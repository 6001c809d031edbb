use axum::extract::{Path, State};
use countersign_server_domain::actions::{self, Press};
use countersign_server_rules::error::invalid_url_param;
use serde_json::{Value, json as object};

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
};

/// `POST /posts/{post}/actions/{action}`. The body only says what was chosen: whatever it is, it is read leniently.
pub(super) async fn press(
    State(app): State<App>,
    caller: SignedIn,
    Path((post_id, button_id)): Path<(String, String)>,
    body: JsonBody,
) -> Answer {
    let post_id = param::id(&post_id, "post_id")?;
    if !button_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(invalid_url_param("action_id").into());
    }
    let selected_option = body.options().get("selected_option").and_then(Value::as_str).unwrap_or_default().to_owned();
    let press = Press { post_id, button_id, selected_option };
    let trigger_id = actions::press(app.domain(), &caller, press).await?;
    json(&object!({ "status": "OK", "trigger_id": trigger_id }))
}
