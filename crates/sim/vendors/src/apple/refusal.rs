use countersign_primitives::TimestampMs;
use countersign_wire_vendor::apns::{ErrorBody, Reason};

/// Apple's no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) reason: Reason,
    pub(super) timestamp: Option<TimestampMs>,
}

impl Refusal {
    /// The answer's body.
    pub(super) fn body(&self) -> String {
        let body = ErrorBody { reason: self.reason.clone(), timestamp: self.timestamp };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

impl From<Reason> for Refusal {
    /// With the status Apple documents.
    fn from(reason: Reason) -> Self {
        Self { status: reason.documented_status().unwrap_or(400), reason, timestamp: None }
    }
}
