use axum::extract::State;
use countersign_server_domain::reactions::{self, NewReaction};
use countersign_server_rules::error::known;
use serde::Deserialize;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// What a client sends. Ids are unread: bad ones are refused as part of the reaction.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    user_id: String,
    post_id: String,
    emoji_name: String,
}

/// `POST /reactions`
pub(super) async fn save(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let sent: Sent = body.read("reaction")?;
    let new = NewReaction {
        user_id: sent.user_id.parse().map_err(|_| known::REACTION_SAVE_REACTION_INVALID)?,
        post_id: sent.post_id.parse().map_err(|_| known::REACTION_SAVE_REACTION_INVALID)?,
        emoji_name: sent.emoji_name,
    };
    json(&wire::reaction(&reactions::save_reaction(app.domain(), &caller, new).await?))
}
