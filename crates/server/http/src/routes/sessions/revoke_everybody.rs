use axum::extract::State;
use countersign_server_domain::sessions;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    trail::Trail,
};

/// `POST /users/sessions/revoke/all`
pub(super) async fn revoke_everybody(State(app): State<App>, caller: SignedIn, trail: Trail) -> Answer {
    sessions::revoke_all_sessions(app.domain(), &caller).await?;
    trail.note(&app, &caller, "").await;
    ok()
}
