use axum::extract::State;
use countersign_server_domain::emoji;
use countersign_server_rules::error::invalid_url_param;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// `GET /emoji`
pub(super) async fn list(State(app): State<App>, _caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    if !matches!(query.get("sort"), None | Some("" | "name")) {
        return Err(invalid_url_param("sort").into());
    }
    let list = emoji::list_emoji(app.domain(), query::page(&query)).await?;
    json(&wire::emoji_list(&list))
}
