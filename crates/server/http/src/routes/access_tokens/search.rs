use axum::extract::State;
use countersign_server_domain::access_tokens;
use serde_json::Value;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /users/tokens/search`
pub(super) async fn search(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let members = body.members();
    let term = members.get("term").and_then(Value::as_str).unwrap_or_default();
    json(&wire::access_tokens(&access_tokens::find_tokens(app.domain(), &caller, term).await?))
}
