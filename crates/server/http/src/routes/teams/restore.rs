use axum::extract::{Path, State};
use countersign_server_domain::teams;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `POST /teams/{team}/restore`
pub(super) async fn restore(State(app): State<App>, caller: SignedIn, Path(team_id): Path<String>) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    json(&wire::team(&teams::restore_team(app.domain(), &caller, team_id).await?))
}
