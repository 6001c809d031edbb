//! Inner errors as interfaces get them: one place decides what a user reads.

use crate::{
    api::ApiError,
    bridge::{BridgeError, BridgeErrorKind},
    error::CoreError,
};

/// An error with its own words.
pub(crate) fn refused(kind: BridgeErrorKind, message: &str) -> BridgeError {
    BridgeError { kind, message: message.to_owned() }
}

/// What became of a call that failed inside.
pub(crate) fn refusal(error: &CoreError) -> BridgeError {
    match error {
        CoreError::Api(ApiError::Transport(_)) => {
            refused(BridgeErrorKind::Unreachable, "The server cannot be reached. Try again when you are connected.")
        }
        CoreError::Api(ApiError::SessionEnded) => refused(BridgeErrorKind::Gate, "You are signed out."),
        CoreError::Api(ApiError::Malformed) => {
            refused(BridgeErrorKind::Unreachable, "Something between you and the server answered in its place.")
        }
        CoreError::Api(ApiError::Refused { status: 500.., .. }) => {
            refused(BridgeErrorKind::Unreachable, "The server has a problem. Try again later.")
        }
        CoreError::Api(ApiError::Refused { message, .. }) => {
            let message = if message.is_empty() { "The server refused this." } else { message };
            refused(BridgeErrorKind::Refused, message)
        }
        CoreError::Store(error) => {
            tracing::error!(%error, "the store failed");
            refused(BridgeErrorKind::Internal, "The data on this device could not be used. Start the app again.")
        }
    }
}
