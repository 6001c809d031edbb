use axum::extract::{Path, State};
use countersign_server_domain::teams;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /teams/{team}`
pub(super) async fn by_id(State(app): State<App>, caller: SignedIn, Path(team_id): Path<String>) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    json(&wire::team(&teams::get_team(app.domain(), &caller, team_id).await?))
}
