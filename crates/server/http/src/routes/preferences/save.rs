use axum::extract::{Path, State};
use countersign_server_domain::preferences;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param, wire,
};

/// `PUT /users/{user}/preferences`
pub(super) async fn save(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    body: JsonBody,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let sent = wire::preferences(body.list("preferences")?);
    preferences::save_preferences(app.domain(), &caller, user_id, sent).await?;
    ok()
}
