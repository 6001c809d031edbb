use std::time::Duration;

use countersign_primitives::TimestampMs;

/// A push service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vendor {
    /// Apple Push Notification service.
    Apns,
    /// Firebase Cloud Messaging.
    Fcm,
    /// Web Push and `UnifiedPush`.
    WebPush,
}

impl Vendor {
    /// The name in texts and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apns => "apns",
            Self::Fcm => "fcm",
            Self::WebPush => "webpush",
        }
    }
}

/// What came of one attempt to send, before anybody judged it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The vendor took it.
    Accepted {
        /// The vendor's name for it, when it gave one.
        vendor_id: Option<String>,
    },
    /// The vendor, or something on the way, answered no.
    Refused(Refusal),
    /// There was no answer.
    Silent(Silence),
    /// The credential could not be had: the push was not sent.
    NoCredential(CredentialFault),
}

/// An answer that is no success.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The vendor's own word: Apple's reason, the `errorCode` of FCM; empty when there is none.
    pub code: String,
    /// What else the answer said.
    pub facts: Facts,
    /// Since when the vendor knows the token to be dead (410 of Apple).
    pub dead_since: Option<TimestampMs>,
    /// The wait it asks for.
    pub retry_after: Option<Duration>,
    /// The connection that brought it, by the sender's own count: to be left when it must not be used on.
    pub connection: u64,
    /// The vendor's text for people, bounded; empty when there is none. Never shown to strangers unescaped.
    pub text: String,
}

/// Marks of an answer that rules ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The body is not what the vendor writes: HTML of a proxy, JSON cut in half.
    pub foreign_body: bool,
    /// A detail says that the request is malformed (`google.rpc.BadRequest`).
    pub bad_request: bool,
    /// The text names the registration token as what is wrong.
    pub names_token: bool,
    /// The text says that the message is too big.
    pub too_big: bool,
    /// The quota that was exceeded is the device's, not the project's.
    pub device_quota: bool,
    /// The payload was small, or one of its shape was accepted within the hour: it cannot be what is wrong.
    pub shape_is_good: bool,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Silence {
    /// No connection: name, TCP or TLS.
    NoConnection,
    /// Every stream was taken for too long.
    NoStream,
    /// The vendor refused the stream, also when asked again.
    StreamRefused,
    /// The stream was reset after it was sent.
    Reset,
    /// The connection ended after it was sent.
    Lost,
    /// Nothing within the time of an attempt.
    TimedOut,
    /// It could not even be written.
    Unsendable,
    /// The device names a server that may not be talked to from here: nothing was sent.
    NotAllowed,
}

impl Silence {
    /// Whether the vendor may have taken the push all the same: another attempt may make a second copy.
    pub fn may_be_delivered(self) -> bool {
        matches!(self, Self::Reset | Self::Lost | Self::TimedOut)
    }

    /// The name in texts and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoConnection => "no connection",
            Self::NoStream => "no free stream",
            Self::StreamRefused => "stream refused",
            Self::Reset => "stream reset",
            Self::Lost => "connection lost",
            Self::TimedOut => "timed out",
            Self::Unsendable => "cannot be written",
            Self::NotAllowed => "server not allowed",
        }
    }
}

/// Why there is no credential to send with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialFault {
    /// The endpoint that makes credentials refused ours.
    Refused {
        /// What it said, bounded.
        text: String,
    },
    /// It is out of reach or out of order.
    Unavailable {
        /// What happened.
        text: String,
    },
}
