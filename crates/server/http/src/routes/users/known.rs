use axum::extract::State;
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, json},
    app::App,
    identity::SignedIn,
};

/// `GET /users/known`: who is in any channel with the caller.
pub(super) async fn known(State(app): State<App>, caller: SignedIn) -> Answer {
    json(&accounts::known_users(app.domain(), &caller).await?)
}
