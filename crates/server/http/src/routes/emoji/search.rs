use axum::extract::State;
use countersign_server_domain::{emoji, ports::store::EmojiMatch};
use countersign_wire_api::EmojiSearchRequest;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /emoji/search`
pub(super) async fn search(State(app): State<App>, _caller: SignedIn, body: JsonBody) -> Answer {
    let asked: EmojiSearchRequest = body.read("term")?;
    let place = if asked.prefix_only { EmojiMatch::Prefix } else { EmojiMatch::Anywhere };
    json(&wire::emoji_list(&emoji::search_emoji(app.domain(), &asked.term, place).await?))
}
