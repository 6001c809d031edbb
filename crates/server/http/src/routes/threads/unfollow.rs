use axum::extract::{Path, State};
use countersign_server_domain::threads;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /users/{user}/teams/{team}/threads/{thread}/following`
pub(super) async fn unfollow(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id, thread_id)): Path<(String, String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    let root_id = param::id(&thread_id, "thread_id")?;
    threads::set_following(app.domain(), &caller, user_id, team_id, (root_id, false)).await?;
    ok()
}
