use axum::extract::State;
use countersign_server_domain::channels;

use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /channels/group`
pub(super) async fn create_group(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked = body.user_ids("user_ids")?;
    created(&wire::channel(&channels::create_group(app.domain(), &caller, &asked).await?))
}
