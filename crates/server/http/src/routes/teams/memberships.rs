use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_wire_api::TeamMember;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/teams/members`
pub(super) async fn memberships(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let members = teams::my_memberships(app.domain(), &caller, user_id).await?;
    json(&members.iter().map(wire::team_member).collect::<Vec<TeamMember>>())
}
