use axum::extract::State;
use countersign_server_domain::accounts;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /users/usernames`
pub(super) async fn by_names(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let names = body.texts("usernames")?;
    json(&wire::users(&accounts::users_by_names(app.domain(), &caller, &names).await?))
}
