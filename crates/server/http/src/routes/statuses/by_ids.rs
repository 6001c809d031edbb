use axum::extract::State;
use countersign_primitives::UserId;
use countersign_server_domain::statuses;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::Status;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    wire,
};

/// How long ids are.
const ID_BYTES: usize = 26;

/// `POST /users/status/ids`
pub(super) async fn by_ids(State(app): State<App>, _: SignedIn, body: JsonBody) -> Answer {
    let ids = body.texts("user_ids")?;
    if ids.iter().any(|id| id.len() != ID_BYTES) {
        return Err(invalid_body_param("user_ids").into());
    }
    // What cannot be anybody's id is nobody's.
    let ids: Vec<UserId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let found = statuses::statuses_by_ids(app.domain(), &ids).await?;
    json(&found.iter().map(wire::status).collect::<Vec<Status>>())
}
