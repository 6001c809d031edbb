//! Receipts for pushes: one for each that has an `ack_id`, until the server has it.

use std::time::Duration;

use serde_json::json;

use countersign_mobile_store::{PushRow, Reader};
use countersign_primitives::TimestampMs;
use countersign_wire_push::PushAck;

use crate::{
    app::{Account, App},
    error::CoreError,
    trace::TraceKind,
};

/// A push older than this does not come again, and its receipt interests nobody.
const FORGET_AFTER: Duration = Duration::from_hours(7 * 24);

/// The receipt of a push.
pub(crate) fn receipt(app: &App, push: &PushRow, id_loaded: bool) -> PushAck {
    PushAck {
        id: push.ack_id.clone(),
        received_at: push.received_at,
        platform: app.identity.platform.name().to_owned(),
        kind: push.kind.clone().into(),
        post_id: push.post_id.clone(),
        is_id_loaded: id_loaded,
    }
}

/// Sends the receipt of a push that is done. A failure is noted, and tried again when the app comes back.
pub(crate) async fn acknowledge(app: &App, account: &Account, push: &PushRow) -> Result<(), CoreError> {
    let ack_id = Some(push.ack_id.as_str());
    match account.api.acknowledge(&receipt(app, push, false)).await {
        Ok(()) => {
            account.store.write(|write| write.acknowledge_push(&push.ack_id))?;
            app.trace(TraceKind::Acked, ack_id, "receipt sent", json!({"received_at": push.received_at}));
            Ok(())
        }
        Err(error) => {
            app.trace(TraceKind::AckFailed, ack_id, "receipt not sent", json!({"error": error.to_string()}));
            // Refused for good: asking again would not change it.
            if !error.is_passing() {
                account.store.write(|write| write.acknowledge_push(&push.ack_id))?;
            }
            Err(error.into())
        }
    }
}

/// Sends what is owed, and forgets what is old.
pub(crate) async fn send_owed_receipts(app: &App, account: &Account) -> Result<(), CoreError> {
    let horizon: TimestampMs = app.now() - FORGET_AFTER;
    account.store.write(|write| write.forget_pushes_before(horizon))?;
    let owed = account.store.read(Reader::unacknowledged_pushes)?;
    for push in owed {
        // One that is being handled gets its receipt there.
        if app.state().pushes_in_hand.contains(&push.ack_id) {
            continue;
        }
        match acknowledge(app, account, &push).await {
            Err(error) if error.is_passing() => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
