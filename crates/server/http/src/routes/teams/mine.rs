use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_wire_api::Team;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/teams`
pub(super) async fn mine(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let teams = teams::my_teams(app.domain(), &caller, user_id).await?;
    json(&teams.iter().map(wire::team).collect::<Vec<Team>>())
}
