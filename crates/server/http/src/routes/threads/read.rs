use axum::extract::{Path, State};
use countersign_primitives::TimestampMs;
use countersign_server_domain::threads;

use crate::{
    answer::{Answer, json},
    app::App,
    failure::Failure,
    identity::SignedIn,
    param, wire,
};

/// `PUT /users/{user}/teams/{team}/threads/{thread}/read/{timestamp}`
pub(super) async fn read(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id, thread_id, timestamp)): Path<(String, String, String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let root_id = param::id(&thread_id, "thread_id")?;
    let until = timestamp.parse().ok().filter(|until| *until >= 0).map(TimestampMs).ok_or(Failure::NoSuchPage)?;
    json(&wire::thread(&threads::read_until(app.domain(), &caller, user_id, team_id, (root_id, until)).await?))
}
