use axum::extract::{Path, State};
use countersign_server_domain::teams;
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
};

/// `GET /teams/name/{name}/exists`
pub(super) async fn exists(State(app): State<App>, caller: SignedIn, Path(name): Path<String>) -> Answer {
    let found = teams::get_team_by_name(app.domain(), &caller, &name).await;
    json(&object!({ "exists": found.is_ok() }))
}
