//! Refusals and faults, as handlers return them. The envelope writes their body, because it knows the request's id.

use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use countersign_server_domain::{error::Error, ports::store::StoreError};
use countersign_server_files::{storage::StorageError, workers::WorkersError};
use countersign_server_rules::error::{RuleError, known};

/// Why a request got no answer.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// It was refused.
    Refused {
        /// What the client is told.
        refusal: RuleError,
        /// Whether the token it came with is not good any more: its cookie goes.
        clears_cookie: bool,
    },
    /// There is no such page: wrong address or wrong method.
    NoSuchPage,
}

impl Failure {
    /// The token is not good.
    pub(crate) fn bad_token(refusal: RuleError) -> Self {
        Self::Refused { refusal, clears_cookie: true }
    }

    /// An answer that cannot be written as JSON. Cannot happen with the types there are.
    pub(crate) fn unprintable() -> Self {
        UNPRINTABLE.into()
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Refused { refusal, .. } => {
                StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::NoSuchPage => StatusCode::NOT_FOUND,
        }
    }

    /// What the client is told.
    pub(crate) fn refusal(&self) -> &RuleError {
        match self {
            Self::Refused { refusal, .. } => refusal,
            Self::NoSuchPage => &NO_SUCH_PAGE,
        }
    }
}

static NO_SUCH_PAGE: RuleError = known::CONTEXT_NOT_FOUND;

const STORE_UNAVAILABLE: RuleError = RuleError::new(
    503,
    "api.context.store_unavailable.app_error",
    "The server cannot reach its data at the moment. Please try again later.",
);

const UNPRINTABLE: RuleError =
    RuleError::new(500, "api.marshal_error", "The server could not write its answer. Please try again.");

const FILES_UNAVAILABLE: RuleError = RuleError::new(
    503,
    "api.context.files_unavailable.app_error",
    "The server cannot reach its files at the moment. Please try again later.",
);

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "a request failed: the store of files does not work");
        FILES_UNAVAILABLE.into()
    }
}

impl From<WorkersError> for Failure {
    fn from(error: WorkersError) -> Self {
        match error {
            WorkersError::Busy => known::CONTEXT_SERVER_BUSY.into(),
            WorkersError::Failed => FILES_UNAVAILABLE.into(),
        }
    }
}

impl From<RuleError> for Failure {
    fn from(refusal: RuleError) -> Self {
        Self::Refused { refusal, clears_cookie: false }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a request failed: the store does not work");
        STORE_UNAVAILABLE.into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(self);
        response
    }
}
