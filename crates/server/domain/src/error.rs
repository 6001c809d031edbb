//! Why a use case did not do what was asked.

use countersign_server_rules::error::{RuleError, invalid_param};

use crate::ports::store::StoreError;

/// What goes wrong in a use case.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The caller asked for something that is not to be had; the refusal says what a client should know.
    #[error(transparent)]
    Refused(#[from] RuleError),
    /// The store did not work. Nothing was written.
    #[error(transparent)]
    Store(StoreError),
}

/// What use cases return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<StoreError> for Error {
    /// A text that cannot be kept is the fault of who sent it.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unstorable => Self::Refused(invalid_param("text")),
            error => Self::Store(error),
        }
    }
}

impl Error {
    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<&RuleError> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Store(_) => None,
        }
    }
}
