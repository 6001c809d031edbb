use serde_json::{Value, json};

use countersign_primitives::Redacted;
use countersign_server_domain::ports::journal::{DeliveryJournal, JournalEntry, JournalStep};
use countersign_wire_push::{PushAnswer, PushMessage};

use crate::trace::{TraceLog, TraceParty, TraceStep};

impl DeliveryJournal for TraceLog {
    fn record(&self, entry: JournalEntry) {
        let phone = self.phone_of(entry.user_id);
        let (party, step, summary, detail) = describe(&entry.step, phone.as_deref());
        self.record(TraceStep {
            at: Some(entry.at),
            ack_id: entry.ack_id.map(|id| id.as_str().to_owned()),
            party,
            phone,
            step: step.to_owned(),
            summary,
            detail,
        });
    }
}

fn describe(step: &JournalStep, phone: Option<&str>) -> (TraceParty, &'static str, String, Value) {
    let whom = phone.unwrap_or("this user");
    match step {
        JournalStep::Decided(reason) => {
            let detail = json!({"send": true, "reason": reason});
            (TraceParty::Server, "decided", format!("Push to {whom}: {reason}"), detail)
        }
        JournalStep::NotPushed(reason) => {
            let detail = json!({"send": false, "reason": reason});
            (TraceParty::Server, "decided", format!("No push to {whom}: {reason}"), detail)
        }
        JournalStep::Sent(message) => {
            let what = if message.is_id_loaded { ": only the id (id_loaded)" } else { "" };
            (TraceParty::Server, "sent", format!("Handed to the push gateway{what}"), sent(message))
        }
        JournalStep::Answered(answer) => answered(answer),
        JournalStep::NotAnswered { reason, retried } => {
            let next = if *retried { "it will be sent again" } else { "it is given up" };
            let detail = json!({"reason": reason, "retried": retried});
            (TraceParty::Server, "failed", format!("The push gateway did not take it; {next}"), detail)
        }
        JournalStep::Dropped(reason) => {
            (TraceParty::Server, "dropped", format!("Given up before it left: {reason}"), json!({"reason": reason}))
        }
        JournalStep::Received { received_at, fetched } => {
            let summary = if *fetched { "The phone fetched the content and confirmed" } else { "The phone confirmed" };
            let detail = json!({"received_at": received_at, "fetched": fetched});
            (TraceParty::Server, "confirmed", summary.to_owned(), detail)
        }
    }
}

fn answered(answer: &PushAnswer) -> (TraceParty, &'static str, String, Value) {
    let step = match answer.status.as_str() {
        "REMOVE" => "removed",
        "FAIL" => "failed",
        _ => "answered",
    };
    (TraceParty::Gateway, step, format!("The push gateway answered {}", answer.status.as_str()), json!(answer))
}

/// The object as the gateway got it, with the device token shortened: it is a credential.
fn sent(message: &PushMessage) -> Value {
    let shown = PushMessage { device_id: Redacted(&message.device_id).to_string(), ..message.clone() };
    json!(shown)
}
