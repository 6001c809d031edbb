use axum::extract::State;
use countersign_server_domain::commands;
use countersign_server_rules::error::invalid_url_param;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `GET /commands`: nobody makes commands of one's own, so that asking for those finds none.
pub(super) async fn list(State(app): State<App>, caller: SignedIn, query: QueryText) -> Answer {
    let query = query.read();
    let team_id = param::optional(query.get("team_id"), "team_id")?.ok_or_else(|| invalid_url_param("team_id"))?;
    let found = commands::list_commands(app.domain(), &caller, team_id).await?;
    json(&wire::commands(if query.is_true("custom_only") { &[] } else { found }))
}
