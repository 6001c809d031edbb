use axum::extract::{Path, State};
use countersign_server_domain::teams;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /teams/{team}/members/{user}`
pub(super) async fn remove_member(
    State(app): State<App>,
    caller: SignedIn,
    Path((team_id, user_id)): Path<(String, String)>,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let user_id = param::user(&caller, &user_id)?;
    teams::remove_member(app.domain(), &caller, team_id, user_id).await?;
    ok()
}
