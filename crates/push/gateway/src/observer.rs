use countersign_dispatch::{PushId, Vendor};
use countersign_primitives::{Redacted, TimestampMs};
use countersign_wire_push::PushMessage;
use serde_json::Value;

/// The port by which somebody watches what becomes of each push: the panel beside the simulated phones, and delivery
/// records. Called on the way of a push; must return at once.
pub trait DeliveryObserver: Send + Sync + 'static {
    /// Something happened to a push.
    fn observe(&self, event: &DeliveryEvent<'_>);
}

/// One thing that happened to one push.
#[derive(Clone, Debug)]
pub struct DeliveryEvent<'a> {
    /// When.
    pub at: TimestampMs,
    /// The push's own name, the same at the vendor (`apns-id`). Nil for receipts, which carry only the `ack_id`.
    pub push: Option<PushId>,
    /// The server's name for it; empty in test pushes.
    pub ack_id: &'a str,
    /// The target, such as `apple_rn`; empty for receipts.
    pub target: &'a str,
    /// What happened.
    pub step: DeliveryStep<'a>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum DeliveryStep<'a> {
    /// The gateway took the request. [`DeliveryStep::message`] shows what it was given.
    Received(&'a PushMessage),
    /// The push was written down; it is delivered even if the process ends.
    Queued,
    /// It was handed to the vendor, for this time, from 1.
    Sent {
        /// Which attempt.
        attempt: u32,
    },
    /// The vendor, or the way to it, answered.
    Answered {
        /// Who.
        vendor: Vendor,
        /// The HTTP status; `None` when there was no answer.
        status: Option<u16>,
        /// Its reason or code, or what happened instead of an answer; empty for a success.
        reason: &'a str,
    },
    /// What the gateway made of it in the end: `OK`, `REMOVE`, `FAIL`, and why.
    Concluded {
        /// The answer's status.
        status: &'static str,
        /// Why; empty for OK.
        reason: &'a str,
    },
    /// The device's receipt came.
    Acked {
        /// When the device got it, by its own clock.
        received_at: TimestampMs,
    },
}

impl DeliveryStep<'_> {
    /// The stable name of the step.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Received(_) => "received",
            Self::Queued => "queued",
            Self::Sent { .. } => "sent",
            Self::Answered { .. } => "answered",
            Self::Concluded { .. } => "concluded",
            Self::Acked { .. } => "acked",
        }
    }

    /// What the gateway was given, as JSON, with the device token and the signature shortened; `None` for other steps.
    pub fn message(&self) -> Option<Value> {
        let Self::Received(message) = self else { return None };
        let mut json = serde_json::to_value(message).ok()?;
        for (key, text) in [("device_id", &message.device_id), ("signature", &message.signature)] {
            json[key] = Value::String(Redacted(text).to_string());
        }
        Some(json)
    }
}
