use std::sync::Arc;

use serde_json::{Value, json};

use countersign_primitives::Redacted;
use countersign_sim_vendors::{RequestObserver, RequestRecord, ServiceKind};

use crate::trace::{TraceLog, TraceParty, TraceStep};

impl RequestObserver for TraceLog {
    fn saw(&self, record: &Arc<RequestRecord>) {
        let (party, name) = match record.service {
            ServiceKind::AppleProduction | ServiceKind::AppleDevelopment => (TraceParty::Apple, "Apple"),
            ServiceKind::Google => (TraceParty::Google, "Google"),
            ServiceKind::GoogleToken | ServiceKind::WebPush => return,
        };
        let accepted = (200..300).contains(&record.verdict.status);
        let summary = match (accepted, record.verdict.status) {
            (true, _) => format!("{name} accepted it"),
            (false, 0) => format!("{name} did not answer"),
            (false, status) => format!("{name} refused it: {status} {}", record.verdict.reason),
        };
        self.record(TraceStep {
            at: Some(record.at_ms),
            ack_id: record.ack_id.clone(),
            party,
            phone: None,
            step: if accepted { "accepted" } else { "rejected" }.to_owned(),
            summary,
            detail: detail(record),
        });
    }
}

/// The request as the vendor saw it, with the device token shortened: it is a credential.
fn detail(record: &RequestRecord) -> Value {
    let token = record.device_token.as_deref().unwrap_or_default();
    let hide = |text: &str| {
        if token.is_empty() { text.to_owned() } else { text.replace(token, &Redacted(token).to_string()) }
    };
    let headers: serde_json::Map<_, _> =
        record.headers.iter().map(|(name, value)| (name.clone(), hide(value).into())).collect();
    let body = hide(&record.body);
    json!({
        "method": record.method,
        "path": hide(&record.path),
        "headers": headers,
        "body": serde_json::from_str(&body).unwrap_or(Value::String(body)),
        "verdict": record.verdict,
    })
}
