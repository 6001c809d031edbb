use axum::extract::{Path, State};
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `POST /users/{user}/reset_failed_attempts`
pub(super) async fn reset_attempts(
    State(app): State<App>,
    caller: SignedIn,
    trail: Trail,
    Path(user_id): Path<String>,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    accounts::reset_failed_attempts(app.domain(), &caller, user_id).await?;
    trail.note(&app, &caller, format!("user_id={user_id}")).await;
    ok()
}
