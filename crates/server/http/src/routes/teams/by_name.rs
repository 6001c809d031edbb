use axum::extract::{Path, State};
use countersign_server_domain::teams;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    wire,
};

/// `GET /teams/name/{name}`
pub(super) async fn by_name(State(app): State<App>, caller: SignedIn, Path(name): Path<String>) -> Answer {
    json(&wire::team(&teams::get_team_by_name(app.domain(), &caller, &name).await?))
}
