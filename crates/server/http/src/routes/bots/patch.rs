use axum::extract::{Path, State};
use countersign_server_domain::bots::{self, BotChange};
use countersign_wire_api::BotPatch;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /bots/{bot}`
pub(super) async fn patch(
    State(app): State<App>,
    caller: SignedIn,
    Path(bot_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let bot_id = param::id(&bot_id, "bot_user_id")?;
    let asked: BotPatch = body.read("bot")?;
    let change =
        BotChange { username: asked.username, display_name: asked.display_name, description: asked.description };
    json(&wire::bot(&bots::patch_bot(app.domain(), &caller, bot_id, change).await?))
}
