use axum::extract::{Path, State};
use countersign_server_domain::channels;
use countersign_wire_api::ChannelMember;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/teams/{team}/channels/members`
pub(super) async fn my_members(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let members = channels::my_members(app.domain(), &caller, user_id, team_id).await?;
    json(&members.iter().map(wire::own_member).collect::<Vec<ChannelMember>>())
}
