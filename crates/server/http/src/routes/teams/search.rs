use axum::extract::State;
use countersign_server_domain::teams;
use countersign_server_rules::paging;
use countersign_wire_api::Team;
use serde::Deserialize;
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    query, wire,
};

/// `POST /teams/search`
pub(super) async fn search(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let sent: Sent = body.read("team_search")?;
    let page = sent.page.zip(sent.per_page);
    let page = page.map(|(page, per_page)| query::whole_page(paging::Page::of(Some(page), Some(per_page))));
    let found = teams::search_teams(app.domain(), &caller, &sent.term, page).await?;
    let teams: Vec<Team> = found.teams.iter().map(wire::team).collect();
    match found.total {
        Some(total) => json(&object!({ "teams": teams, "total_count": total })),
        None => json(&teams),
    }
}

/// What to look for. With both numbers the answer is a page and says how many there are.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    term: String,
    page: Option<i64>,
    per_page: Option<i64>,
}
