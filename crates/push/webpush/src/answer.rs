//! What a push server's answers say.

use countersign_dispatch::{Refusal, Signal, Silence};
use countersign_egress::{Answer, ExchangeError, SendError};
use countersign_primitives::TimestampMs;

/// The signal of an answer. Its body is thrown away: whoever chose the server could otherwise read through this machine
/// what servers inside the network answer.
pub(crate) fn read(answer: &Answer, now: TimestampMs) -> Signal {
    match answer.status.as_u16() {
        200 | 201 | 202 | 204 => Signal::Accepted { vendor_id: None },
        status => Signal::Refused(Refusal {
            status,
            retry_after: answer.retry_after(now),
            connection: answer.connection.number(),
            ..Refusal::default()
        }),
    }
}

pub(crate) fn pool_silence(error: &SendError) -> Silence {
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

pub(crate) fn exchange_silence(error: &ExchangeError) -> Silence {
    match error {
        ExchangeError::Dial(_) => Silence::NoConnection,
        ExchangeError::Http(_) => Silence::Lost,
        ExchangeError::TimedOut(_) => Silence::TimedOut,
        ExchangeError::Malformed => Silence::Unsendable,
    }
}
