use countersign_push::{DeliveryEvent, DeliveryObserver, DeliveryStep};
use serde_json::{Value, json};

use crate::trace::{TraceLog, TraceParty, TraceStep};

impl DeliveryObserver for TraceLog {
    fn observe(&self, event: &DeliveryEvent<'_>) {
        let Some((step, summary, detail)) = describe(&event.step) else { return };
        self.record(TraceStep {
            at: Some(event.at),
            ack_id: Some(event.ack_id.to_owned()).filter(|id| !id.is_empty()),
            party: TraceParty::Gateway,
            phone: None,
            step: step.to_owned(),
            summary,
            detail,
        });
    }
}

/// `None` for what the vendor's own steps show already.
fn describe(step: &DeliveryStep<'_>) -> Option<(&'static str, String, Value)> {
    Some(match step {
        DeliveryStep::Received(_) => {
            ("received", "The push gateway got this".to_owned(), step.message().unwrap_or_default())
        }
        DeliveryStep::Queued => {
            ("queued", "The push gateway wrote it down and keeps trying".to_owned(), json!({"queued": true}))
        }
        DeliveryStep::Acked { received_at } => (
            "confirmed",
            "The push gateway heard that the phone has it".to_owned(),
            json!({"received_at": received_at}),
        ),
        _ => return None,
    })
}
