use axum::extract::{Path, State};
use countersign_server_domain::sessions;
use countersign_wire_api::Session;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
    param, wire,
};

/// `GET /users/{user}/sessions`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, Path(user_id): Path<String>) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let sessions = sessions::list_sessions(app.domain(), &caller, user_id).await?;
    json(&sessions.iter().map(wire::session).collect::<Vec<Session>>())
}
