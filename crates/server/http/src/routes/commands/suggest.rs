use axum::extract::{Path, State};
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

/// `GET /teams/{team}/commands/autocomplete_suggestions`
pub(super) async fn suggest(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let query = query.read();
    let typed = query.get("user_input").ok_or_else(|| invalid_url_param("userInput"))?;
    json(&wire::suggestions(&commands::suggest_commands(app.domain(), &caller, team_id, typed).await?))
}
