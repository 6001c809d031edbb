use countersign_mobile_host::{HttpResponse, TransportError};
use countersign_wire_api::ApiError as ErrorBody;

/// Why a call to the server did not give what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// No answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The server refuses the session: erase the account.
    #[error("the session has ended")]
    SessionEnded,
    /// Another refusal.
    #[error("refused with status {status} ({id})")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Stable name of the error; empty when the body was not the server's.
        id: String,
        /// For the user, in their language; empty when the body was not the server's.
        message: String,
    },
    /// A success nobody can make sense of, for example a captive portal's page.
    #[error("the answer makes no sense")]
    Malformed,
}

impl ApiError {
    pub(super) fn refused(response: &HttpResponse) -> Self {
        let body: ErrorBody = serde_json::from_slice(&response.body).unwrap_or_default();
        Self::Refused { status: response.status, id: body.id, message: body.message }
    }

    /// The HTTP status of a refusal.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether the server has no such thing: it is older, smaller, or not that far yet.
    pub(crate) fn is_not_offered(&self) -> bool {
        matches!(self.status(), Some(404 | 405 | 501))
    }

    /// Whether trying again later may help.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Transport(error) => *error != TransportError::BadAddress,
            Self::Refused { status, .. } => matches!(status, 408 | 425 | 429 | 500..),
            Self::Malformed => true,
            Self::SessionEnded => false,
        }
    }

    /// Whether the server may have done what it was asked, although no good answer came.
    pub(crate) fn may_have_arrived(&self) -> bool {
        match self {
            Self::Transport(error) => error.may_have_arrived(),
            Self::Refused { status, .. } => *status >= 500 || *status == 408,
            Self::Malformed => true,
            Self::SessionEnded => false,
        }
    }
}
