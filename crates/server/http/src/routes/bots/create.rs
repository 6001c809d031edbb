use axum::extract::State;
use countersign_server_domain::bots::{self, NewBot};
use countersign_wire_api::BotPatch;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /bots`
pub(super) async fn create(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked: BotPatch = body.read("bot")?;
    let new = NewBot {
        username: asked.username.unwrap_or_default(),
        display_name: asked.display_name.unwrap_or_default(),
        description: asked.description.unwrap_or_default(),
    };
    created(&wire::bot(&bots::create_bot(app.domain(), &caller, new).await?))
}
