use axum::extract::State;
use countersign_server_domain::teams;
use countersign_wire_api::Team;
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// `GET /teams`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let found = teams::list_teams(app.domain(), &caller, query::page(&query)).await?;
    let teams: Vec<Team> = found.iter().map(wire::team).collect();
    if query.is_true("include_total_count") {
        let total = teams::count_teams(app.domain(), &caller).await?;
        return json(&object!({ "teams": teams, "total_count": total }));
    }
    json(&teams)
}
