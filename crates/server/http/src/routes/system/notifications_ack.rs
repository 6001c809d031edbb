use axum::extract::State;
use countersign_server_domain::receipts;
use countersign_server_rules::error::known;
use countersign_wire_push::PushAck;

use crate::{
    answer::{Answer, json, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
};

/// `POST /notifications/ack`
pub(super) async fn notifications_ack(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let ack: PushAck = body.read("ack").map_err(|_| known::PUSH_NOTIFICATIONS_ACK_MESSAGE_PARSE)?;
    match receipts::acknowledge(app.domain(), &caller, &ack).await? {
        Some(content) => json(&content),
        None => ok(),
    }
}
