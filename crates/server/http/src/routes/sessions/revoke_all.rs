use axum::extract::{Path, State};
use countersign_server_domain::sessions;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `POST /users/{user}/sessions/revoke/all`
pub(super) async fn revoke_all(
    State(app): State<App>,
    caller: SignedIn,
    trail: Trail,
    Path(user_id): Path<String>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    sessions::revoke_sessions_of(app.domain(), &caller, user_id).await?;
    trail.note(&app, &caller, "").await;
    ok()
}
