//! What Apple's answers say.

use countersign_dispatch::{Facts, Refusal, Signal, Silence};
use countersign_egress::{Answer, SendError};
use countersign_primitives::TimestampMs;
use countersign_wire_vendor::apns::{ErrorBody, header};

/// The signal of an answer.
pub fn read(answer: &Answer, now: TimestampMs) -> Signal {
    let status = answer.status.as_u16();
    if status == 200 && answer.body.is_empty() {
        return Signal::Accepted { vendor_id: answer.header(header::ID).map(str::to_owned) };
    }
    let body = serde_json::from_slice::<ErrorBody>(&answer.body).ok();
    let is_object = || serde_json::from_slice::<serde_json::Map<_, serde_json::Value>>(&answer.body).is_ok();
    let foreign_body = body.is_none() && !answer.body.is_empty() && !is_object();
    let (code, dead_since) = body.map_or((String::new(), None), |body| (body.reason.into(), body.timestamp));
    Signal::Refused(Refusal {
        status,
        code,
        facts: Facts { foreign_body, ..Facts::default() },
        dead_since,
        retry_after: answer.retry_after(now),
        connection: answer.connection.number(),
        text: String::new(),
    })
}

pub(crate) fn silence(error: &SendError) -> Silence {
    match error {
        SendError::Dial { .. } => Silence::NoConnection,
        SendError::Saturated => Silence::NoStream,
        SendError::Refused => Silence::StreamRefused,
        SendError::Reset(_) => Silence::Reset,
        SendError::Lost => Silence::Lost,
        SendError::TimedOut => Silence::TimedOut,
        SendError::Malformed => Silence::Unsendable,
    }
}
