use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_server_rules::error::known;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
};

/// `DELETE /teams/{team}`
pub(super) async fn archive(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    if query.read().is_true("permanent") {
        return Err(known::TEAM_DELETE_TEAM_NOT_ENABLED.into());
    }
    teams::archive_team(app.domain(), &caller, team_id).await?;
    ok()
}
