use countersign_mobile_store::StoreError;

use crate::api::ApiError;

/// Why something inside the core did not work: the server or the store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CoreError {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CoreError {
    /// Whether trying again later may help.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Api(error) => error.is_passing(),
            Self::Store(_) => false,
        }
    }
}
