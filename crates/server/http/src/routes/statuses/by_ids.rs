use axum::extract::State;
use countersign_server_domain::statuses;
use countersign_wire_api::Status;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// `POST /users/status/ids`
pub(super) async fn by_ids(State(app): State<App>, _: SignedIn, body: JsonBody) -> Answer {
    let ids = body.ids("user_ids")?;
    let found = statuses::statuses_by_ids(app.domain(), &ids).await?;
    json(&found.iter().map(wire::status).collect::<Vec<Status>>())
}
