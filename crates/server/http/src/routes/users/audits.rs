use axum::extract::{Path, State};
use countersign_server_domain::{audits, ports::store::Page};

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// How many entries a page has at most, and when nothing is said about it.
const MOST: usize = 10_000;

/// `GET /users/{user}/audits`
pub(super) async fn of_user(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let found = audits::audits_of(app.domain(), &caller, user_id, page(&query)).await?;
    json(&found.iter().map(wire::audit).collect::<Vec<_>>())
}

/// `GET /audits`
pub(super) async fn every(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let found = audits::every_audit(app.domain(), &caller, page(&query)).await?;
    json(&found.iter().map(wire::audit).collect::<Vec<_>>())
}

fn page(query: &QueryText) -> Page {
    let query = query.read();
    let size = if query.get("logs_per_page").is_some() { "logs_per_page" } else { "per_page" };
    Page { size: query::number(&query, size, MOST, MOST), ..query::page(&query) }
}
