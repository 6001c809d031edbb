//! Outcome scripts: what a simulator does with a push, written as parts such as `st-410-Unregistered.ms-20`.

mod parse;

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What happens to the stream or the connection that carried the push.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScriptAction {
    /// An answer.
    #[default]
    Answer,
    /// Never an answer.
    Hang,
    /// `RST_STREAM` with this HTTP/2 error code; over HTTP/1.1 the connection is cut.
    Reset(u32),
    /// A `GOAWAY` that covers this push, then its answer; the connection ends when nothing is in flight.
    GoAwayAnswer,
    /// A `GOAWAY` with this error code and no answer.
    GoAwayDrop {
        /// HTTP/2 error code.
        code: u32,
        /// Whether the `GOAWAY` says that this push was not looked at (`last_stream_id` below it).
        unprocessed: bool,
    },
    /// The TCP connection ends without a word.
    Drop,
}

/// The body of a scripted answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyShape {
    /// The vendor's own JSON.
    #[default]
    Vendor,
    /// Nothing.
    Empty,
    /// A page, as corporate proxies answer.
    Html,
    /// Plain text.
    Text,
    /// JSON cut in half.
    BadJson,
    /// The vendor's JSON with a megabyte of padding.
    Huge,
    /// Google: an error without details.
    Bare,
    /// Google: a `BadRequest` detail with a field violation.
    BadRequest,
    /// Google: the FCM error with a `QuotaFailure` of the project.
    ProjectQuota,
    /// Google: the FCM error with a `QuotaFailure` of the device.
    DeviceQuota,
    /// Google: an `ErrorInfo` that says the API is switched off for the project.
    ServiceDisabled,
    /// Google: an `ErrorInfo` that says the account may not send.
    PermissionDenied,
    /// Google: the FCM error with what Apple said, for an iPhone reached through Google.
    ThroughApple,
}

/// What a simulator does with a push, or with a request for a token.
///
/// Written as parts between dots: in the device token itself, in the control port's rules, or as `fa4e` followed by
/// the same text's bytes in hexadecimal where a token must be hexadecimal. Where a token may hold no dot, colons
/// separate. JSON: the text.
///
/// | part | effect |
/// |---|---|
/// | `st-<status>`, `st-<status>-<reason>` | this status; the reason is Apple's, or FCM's error code |
/// | `ts-<ms>` | `timestamp` of an Apple error |
/// | `ms-<n>` | waits n milliseconds more |
/// | `ra-<value>` | `Retry-After` with this value; `_` becomes a space |
/// | `rad-<seconds>` | `Retry-After` as a date this far ahead |
/// | `body-<shape>` | `empty`, `html`, `text`, `badjson`, `huge`; Google: `bare`, `badrequest`, `quota`, `devicequota`, `disabled`, `permission`, `apns` |
/// | `times-<n>` | only for the first n pushes it fits, then as if there were no script |
/// | `hang`, `drop`, `rst-<code>` | never answers; cuts the connection; `RST_STREAM` |
/// | `goaway` | `GOAWAY`, then the answer |
/// | `goaway-<code>`, `goaway-<code>-unprocessed` | `GOAWAY` and no answer |
/// | `debug-<reason>` | the `GOAWAY` carries `{"reason":…}` |
/// | `deliver` | the phone gets the push although the sender is not told so |
/// | `wedge` | every later push on this connection is answered like this one |
/// | `expires-<seconds>` | token endpoint: `expires_in` |
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Script {
    text: String,
    /// HTTP status; `None` is success.
    pub status: Option<u16>,
    /// Apple's reason, FCM's error code, or the token endpoint's `error`.
    pub reason: Option<String>,
    /// `timestamp` of an Apple error, in milliseconds since 1970.
    pub timestamp_ms: Option<i64>,
    /// Waits this long before acting.
    pub delay: Duration,
    /// `Retry-After`, word for word.
    pub retry_after: Option<String>,
    /// `Retry-After` as a date this many seconds ahead.
    pub retry_after_date_secs: Option<u32>,
    /// The body's shape.
    pub body: BodyShape,
    /// How often it applies; `None` is always.
    pub times: Option<u32>,
    /// What happens to stream and connection.
    pub action: ScriptAction,
    /// The reason in a `GOAWAY`'s debug data.
    pub debug_reason: Option<String>,
    /// Whether the phone gets the push although this is no success.
    pub deliver: bool,
    /// Whether the connection goes on answering like this.
    pub wedge: bool,
    /// Token endpoint: `expires_in` of the token, in seconds.
    pub expires_in_secs: Option<u64>,
}

impl Script {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the sender is told that the push was taken: 2xx, or no status at all.
    pub fn is_success(&self) -> bool {
        self.status.is_none_or(|status| (200..300).contains(&status))
            && matches!(self.action, ScriptAction::Answer | ScriptAction::GoAwayAnswer)
    }
}

impl std::fmt::Display for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Script> for String {
    fn from(script: Script) -> Self {
        script.text
    }
}

/// Why a text is no script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{part}` is no part of an outcome script")]
pub struct ScriptError {
    part: String,
}
