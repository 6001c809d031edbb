use axum::extract::{Path, State};
use countersign_primitives::HookId;
use countersign_server_domain::hooks;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::IncomingWebhookRequest;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    routes::hooks::create::wish,
    wire,
};

/// `PUT /hooks/incoming/{hook}`. Answers 201, as the incumbent does.
pub(super) async fn update(
    State(app): State<App>,
    caller: SignedIn,
    Path(hook_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let hook_id: HookId = param::id(&hook_id, "hook_id")?;
    let asked: IncomingWebhookRequest = body.read("incoming_webhook")?;
    if asked.id != hook_id.as_str() {
        return Err(invalid_body_param("hook_id").into());
    }
    created(&wire::hook(&hooks::update_hook(app.domain(), &caller, hook_id, wish(asked)?).await?))
}
