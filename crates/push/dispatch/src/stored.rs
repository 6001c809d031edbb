//! The form in which outboxes store a push.

use std::sync::Arc;

use countersign_primitives::TimestampMs;
use countersign_wire_push::PushMessage;
use serde::{Deserialize, Serialize};

use crate::{Push, PushClass, PushId};

/// A push as it is read from an outbox. Fields may be added: unknown ones are passed over.
#[derive(Debug, Deserialize)]
pub struct StoredPush {
    id: Number128,
    accepted_at: TimestampMs,
    expires_at: TimestampMs,
    message: PushMessage,
}

/// A push as it is written into an outbox.
///
/// JSON: `{"id":"32 hexadecimal digits","accepted_at":ms,"expires_at":ms,"message":{…}}`, the message as it came.
#[derive(Debug, Serialize)]
pub struct StoredPushRef<'a> {
    id: Number128,
    accepted_at: TimestampMs,
    expires_at: TimestampMs,
    message: &'a PushMessage,
}

impl<'a> From<&'a Push> for StoredPushRef<'a> {
    fn from(push: &'a Push) -> Self {
        Self {
            id: Number128(push.id.as_u128()),
            accepted_at: push.accepted_at,
            expires_at: push.expires_at,
            message: &push.message,
        }
    }
}

impl From<StoredPush> for Push {
    fn from(stored: StoredPush) -> Self {
        Self {
            id: PushId::from_u128(stored.id.0),
            class: PushClass::of(&stored.message),
            message: Arc::new(stored.message),
            accepted_at: stored.accepted_at,
            expires_at: stored.expires_at,
        }
    }
}

/// 128 bits as text: JSON numbers do not reach so far.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Number128(u128);

impl From<Number128> for String {
    fn from(number: Number128) -> Self {
        format!("{:032x}", number.0)
    }
}

impl TryFrom<String> for Number128 {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(Self)
    }
}
