use axum::extract::{Path, State};
use countersign_server_domain::threads;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `PUT /users/{user}/teams/{team}/threads/read`
pub(super) async fn read_all(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id)): Path<(String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    threads::read_all(app.domain(), &caller, user_id, team_id).await?;
    ok()
}
