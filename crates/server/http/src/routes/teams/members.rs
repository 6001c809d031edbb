use axum::extract::{Path, State};
use countersign_server_domain::{ports::store::TeamMemberFilter, teams};
use countersign_wire_api::TeamMember;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /teams/{team}/members`. Source of the query's names: `mattermost/mattermost` `server/channels/api4/team.go`.
pub(super) async fn members(
    State(app): State<App>,
    caller: SignedIn,
    Path(team_id): Path<String>,
    query: QueryText,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let query = query.read();
    let filter = TeamMemberFilter {
        active_accounts: query.is_true("exclude_deleted_users"),
        by_username: query.get("sort") == Some("Username"),
        page: query::page(&query),
    };
    let members = teams::list_members(app.domain(), &caller, team_id, filter).await?;
    json(&members.iter().map(wire::team_member).collect::<Vec<TeamMember>>())
}
