use axum::extract::State;
use countersign_server_domain::access_tokens;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// `GET /users/tokens`
pub(super) async fn every(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let page = query::page(&query.read());
    json(&wire::access_tokens(&access_tokens::list_all_tokens(app.domain(), &caller, page).await?))
}
