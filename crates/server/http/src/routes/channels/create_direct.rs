use axum::extract::State;
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /channels/direct`
pub(super) async fn create_direct(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked = body.user_ids("user_ids")?;
    created(&wire::channel(&channels::create_direct(app.domain(), &caller, &asked).await?))
}
