use axum::extract::{Path, State};
use countersign_server_domain::teams;
use countersign_wire_api::TeamUnread;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    wire,
};

/// `GET /users/{user}/teams/unread`
pub(super) async fn unreads(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let query = query.read();
    let without = query.get("exclude_team");
    let with_threads = query.is_true("include_collapsed_threads");
    let mut unreads = teams::unread_of_teams(app.domain(), &caller, user_id, with_threads).await?;
    unreads.retain(|unread| without != Some(unread.channels.team_id.as_str()));
    json(&unreads.iter().map(wire::team_unread).collect::<Vec<TeamUnread>>())
}
