use axum::extract::State;
use countersign_server_domain::bots::{self, ListBots};

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// `GET /bots`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let list = ListBots {
        include_deleted: query.get("include_deleted") == Some("true"),
        only_orphaned: query.get("only_orphaned") == Some("true"),
        page: query::page(&query),
    };
    json(&wire::bots(&bots::list_bots(app.domain(), &caller, list).await?))
}
