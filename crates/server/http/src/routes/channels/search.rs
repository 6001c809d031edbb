use axum::extract::State;
use countersign_server_domain::{channels, ports::store::Page};
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    query::QueryText,
    wire,
};

/// `POST /channels/search`
pub(super) async fn search(State(app): State<App>, caller: SignedIn, query: QueryText, body: JsonBody) -> Answer {
    let members = body.members();
    let term = members.get("term").and_then(Value::as_str).unwrap_or_default();
    let found = if query.read().get("system_console") == Some("false") {
        channels::search_own_channels(app.domain(), &caller, term).await?
    } else {
        channels::list_every_channel(app.domain(), &caller, term, Page { number: 0, size: 100 }).await?
    };
    json(&wire::channels_with_teams(&channels::with_teams(app.domain(), found).await?))
}
