use axum::extract::{Path, State};
use countersign_server_domain::accounts;
use countersign_server_rules::error::known;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
    query::QueryText,
    trail::Trail,
};

/// `DELETE /users/{user}`
pub(super) async fn deactivate(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    trail: Trail,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    if query.read().is_true("permanent") {
        return Err(known::USER_DELETE_USER_NOT_ENABLED.into());
    }
    accounts::set_active(app.domain(), &caller, user_id, false).await?;
    trail.note(&app, &caller, format!("user_id={user_id} active=false")).await;
    ok()
}
