use axum::extract::{Path, State};
use countersign_server_domain::preferences;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `POST /users/{user}/preferences/delete`
pub(super) async fn delete(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let sent = wire::preferences(body.list("preferences")?);
    preferences::delete_preferences(app.domain(), &caller, user_id, sent).await?;
    ok()
}
