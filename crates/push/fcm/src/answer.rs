//! What Google's answers say.

use countersign_dispatch::{Facts, Refusal, Signal, Silence};
use countersign_egress::{Answer, SendError};
use countersign_primitives::TimestampMs;
use countersign_wire_vendor::fcm::{ErrorEnvelope, ErrorStatus, SendResponse};

/// How much of Google's text is passed on.
const MOST_TEXT: usize = 200;

/// The signal of an answer.
pub fn read(answer: &Answer, now: TimestampMs, shape_is_good: bool) -> Signal {
    let status = answer.status.as_u16();
    let error = serde_json::from_slice::<ErrorEnvelope>(&answer.body).ok().map(|envelope| envelope.error);
    if status == 200 && error.is_none() {
        if answer.body.is_empty() {
            return Signal::Accepted { vendor_id: None };
        }
        if let Ok(response) = serde_json::from_slice::<SendResponse>(&answer.body) {
            return Signal::Accepted { vendor_id: Some(response.name) };
        }
    }
    let foreign_body = error.is_none() && !answer.body.is_empty();
    let error = error.unwrap_or_default();
    Signal::Refused(Refusal {
        status,
        code: error.fcm_code().map(String::from).unwrap_or_default(),
        facts: Facts { foreign_body, shape_is_good, ..facts(&error) },
        dead_since: None,
        retry_after: answer.retry_after(now),
        connection: answer.connection.number(),
        text: error.message.chars().filter(|letter| !letter.is_control()).take(MOST_TEXT).collect(),
    })
}

fn facts(error: &ErrorStatus) -> Facts {
    let text = error.message.to_ascii_lowercase();
    let device_quota = error.quota_violations().any(|violation| {
        let subject = violation.subject.to_ascii_lowercase();
        subject.contains("device") || violation.description.to_ascii_lowercase().contains("device")
    });
    Facts {
        bad_request: error.is_bad_request(),
        names_token: text.contains("registration token"),
        too_big: text.contains("too big") || text.contains("too large"),
        device_quota,
        ..Facts::default()
    }
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
