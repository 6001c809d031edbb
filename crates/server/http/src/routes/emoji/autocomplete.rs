use axum::extract::State;
use countersign_server_domain::emoji;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::QueryText,
    wire,
};

/// `GET /emoji/autocomplete`
pub(super) async fn autocomplete(State(app): State<App>, _caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let found = emoji::autocomplete_emoji(app.domain(), query.get("name").unwrap_or_default()).await?;
    json(&wire::emoji_list(&found))
}
