//! What a caller is told, and the words for it.

use std::time::Duration;

use countersign_push_content::Compat;
use countersign_wire_push::{PushAnswer, PushStatus};

/// The answer to a push, before it is HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Sent, or written down.
    Ok,
    /// The token is dead; why.
    Remove(String),
    /// Not sent.
    Fail(Failure),
    /// No room: come back later.
    Busy(Duration),
}

/// Why a push was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The body cannot be read; the reader's words.
    Unreadable(String),
    /// No `server_id`.
    NoServer,
    /// No `device_id`.
    NoDevice {
        /// Whose push it is.
        server_id: String,
    },
    /// Nothing is configured under this platform.
    NoTarget {
        /// The platform without version.
        target: String,
        /// Whose push it is.
        server_id: String,
    },
    /// The caller may not send this.
    NotAllowed,
    /// The device id cannot be one of this vendor's.
    BadDevice,
    /// The vendor's answer, or the lack of one.
    Vendor {
        /// In our words, without anything internal.
        text: String,
        /// In the incumbent's words.
        incumbent: String,
    },
}

impl Reply {
    /// The status as text, for metrics and observers.
    pub(crate) fn status(&self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Remove(_) => "REMOVE",
            Self::Fail(_) => "FAIL",
            Self::Busy(_) => "BUSY",
        }
    }

    /// The body to answer with.
    pub(crate) fn answer(&self, compat: Compat) -> PushAnswer {
        match self {
            Self::Ok => PushAnswer::ok(),
            Self::Remove(_) if compat == Compat::Strict => PushAnswer::remove(),
            Self::Remove(reason) => PushAnswer { error: Some(reason.clone()), status: PushStatus::Remove },
            Self::Fail(failure) => PushAnswer::fail(failure.text(compat)),
            Self::Busy(_) => PushAnswer::fail("The gateway's queue is full, try again later"),
        }
    }
}

impl Failure {
    fn text(&self, compat: Compat) -> String {
        match self {
            Self::Unreadable(why) => format!("Failed to read message body: {why}"),
            Self::NoServer => "Failed because of missing server Id".to_owned(),
            Self::NoDevice { server_id } => format!("Failed because of missing device Id serverId={server_id}"),
            Self::NoTarget { target, server_id } => {
                format!("Did not send message because of missing platform property type={target} serverId={server_id}")
            }
            Self::NotAllowed => "This caller may not send to this app, topic or for this server".to_owned(),
            Self::BadDevice if compat == Compat::Strict => "unknown transport error".to_owned(),
            Self::BadDevice => "The device id cannot be one of this platform".to_owned(),
            Self::Vendor { incumbent, .. } if compat == Compat::Strict => incumbent.clone(),
            Self::Vendor { text, .. } => text.clone(),
        }
    }
}
