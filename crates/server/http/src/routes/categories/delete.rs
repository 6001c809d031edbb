use axum::extract::{Path, State};
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /users/{user}/teams/{team}/channels/categories/{category}`
pub(super) async fn delete(
    State(app): State<App>,
    caller: SignedIn,
    Path((user_id, team_id, category_id)): Path<(String, String, String)>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let team_id = param::id(&team_id, "team_id")?;
    channels::delete_category(app.domain(), &caller, user_id, team_id, &category_id).await?;
    ok()
}
