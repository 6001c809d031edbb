use axum::extract::{Path, State};
use countersign_server_domain::threads;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `POST /users/{user}/teams/{team}/threads/{thread}/set_unread/{post}`
pub(super) async fn set_unread(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id, thread_id, post_id)): Path<(String, String, String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let root_id = param::id(&thread_id, "thread_id")?;
    let post_id = param::id(&post_id, "post_id")?;
    json(&wire::thread(&threads::set_unread(app.domain(), &caller, user_id, team_id, (root_id, post_id)).await?))
}
