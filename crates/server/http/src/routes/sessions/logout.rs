use axum::extract::State;
use countersign_server_domain::sessions;

use crate::{
    answer::{Answer, ok},
    app::App,
    cookies,
    identity::SignedIn,
    trail::Trail,
};

/// `POST /users/logout`: fine also for who is not signed in.
pub(super) async fn logout(State(app): State<App>, caller: Option<SignedIn>, trail: Trail) -> Answer {
    if let Some(caller) = caller {
        sessions::sign_out(app.domain(), &caller).await?;
        trail.note(&app, &caller, "").await;
    }
    let mut response = ok()?;
    cookies::clear(response.headers_mut());
    Ok(response)
}
