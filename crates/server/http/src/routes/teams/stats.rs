use axum::extract::{Path, State};
use countersign_primitives::TeamId;
use countersign_server_domain::teams;
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
};

/// `GET /teams/{team}/stats`
pub(super) async fn stats(State(app): State<App>, caller: SignedIn, Path(team_id): Path<String>) -> Answer {
    let team_id: TeamId = param::id(&team_id, "team_id")?;
    let (total, active) = teams::count_members(app.domain(), &caller, team_id).await?;
    json(&object!({ "team_id": team_id, "total_member_count": total, "active_member_count": active }))
}
