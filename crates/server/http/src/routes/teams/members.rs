use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_wire_api::TeamMember;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /teams/{team}/members`
pub(super) async fn members(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let members = teams::list_members(app.domain(), &caller, team_id, query::page(&query.read())).await?;
    json(&members.iter().map(wire::team_member).collect::<Vec<TeamMember>>())
}
