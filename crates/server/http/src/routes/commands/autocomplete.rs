use axum::extract::{Path, State};
use countersign_server_domain::commands;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /teams/{team}/commands/autocomplete`
pub(super) async fn autocomplete(State(app): State<App>, caller: SignedIn, Path(team_id): Path<String>) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    json(&wire::commands(commands::list_commands(app.domain(), &caller, team_id).await?))
}
