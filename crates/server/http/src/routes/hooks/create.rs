use axum::extract::State;
use countersign_server_domain::hooks::{self, HookWish};
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::IncomingWebhookRequest;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    failure::Failure,
    identity::SignedIn,
    wire,
};

/// `POST /hooks/incoming`
pub(super) async fn create(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let wish = wish(body.read("incoming_webhook")?)?;
    created(&wire::hook(&hooks::create_hook(app.domain(), &caller, wish).await?))
}

/// What a body wishes of a hook.
pub(super) fn wish(asked: IncomingWebhookRequest) -> Result<HookWish, Failure> {
    let user_id = Some(asked.user_id).filter(|id| !id.is_empty());
    Ok(HookWish {
        channel_id: asked.channel_id.parse().map_err(|_| invalid_body_param("channel_id"))?,
        user_id: user_id.map(|id| id.parse()).transpose().map_err(|_| invalid_body_param("user_id"))?,
        display_name: asked.display_name,
        description: asked.description,
        username: asked.username,
        icon_url: asked.icon_url,
        channel_locked: asked.channel_locked,
    })
}
