use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use countersign_wire_push::DevicePush;

/// A push as the operating system hands it over. Prints nothing of its contents.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "service", content = "payload", rename_all = "snake_case")]
pub enum RawPush {
    /// From Apple: the payload, an object with `aps` and own members.
    Apns(Value),
    /// From Google: the data of the message.
    Fcm(BTreeMap<String, String>),
}

impl RawPush {
    /// Reads it; `None` when it is no push of a messaging server.
    pub(super) fn read(&self) -> Option<DevicePush> {
        match self {
            Self::Apns(payload) => DevicePush::from_apns(payload).ok(),
            Self::Fcm(data) => Some(DevicePush::from_fcm(data)),
        }
    }

    /// What the device saw, for traces.
    pub(super) fn seen(&self) -> Value {
        match self {
            Self::Apns(payload) => payload.clone(),
            Self::Fcm(data) => data.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect(),
        }
    }

    pub(super) fn is_apns(&self) -> bool {
        matches!(self, Self::Apns(_))
    }
}

impl fmt::Debug for RawPush {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_apns() { "RawPush::Apns(…)" } else { "RawPush::Fcm(…)" })
    }
}

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// Not genuine, or not for this phone: nothing was done.
    Rejected,
    /// It had been handled before: nothing was done again.
    Duplicate,
    /// It shows as a notification.
    Notification,
    /// It shows as a banner inside the app.
    Banner,
    /// It deliberately does not show.
    Withheld,
    /// Notifications were removed, or the number on the icon was set.
    Updated,
    /// An account was erased.
    Erased,
    /// There was nothing to do but to acknowledge it.
    Nothing,
    /// The store failed; it is tried again at the next start, if it was written down.
    Failed,
}
