use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_wire_api::TeamMember;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /teams/{team}/members/ids`
pub(super) async fn members_by_ids(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let users = body.ids("user_ids")?;
    let found = teams::members_by_ids(app.domain(), &caller, team_id, &users).await?;
    json(&found.iter().map(wire::team_member).collect::<Vec<TeamMember>>())
}
