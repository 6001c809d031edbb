use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::AddTeamMemberRequest;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /teams/{team}/members`
pub(super) async fn add_member(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let asked: AddTeamMemberRequest = body.read("team_member")?;
    if asked.team_id != Some(team_id) {
        return Err(invalid_body_param("team_id").into());
    }
    let user_id = asked.user_id.ok_or_else(|| invalid_body_param("user_id"))?;
    created(&wire::team_member(&teams::add_member(app.domain(), &caller, team_id, user_id).await?))
}
