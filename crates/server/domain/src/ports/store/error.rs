/// Why the store could not do what was asked. Callers can do nothing but fail the request; the text is for the log and
/// never holds row data.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is full, locked for too long or shutting down. Trying later may help.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A row does not hold what this version writes. Trying later does not help.
    #[error("the store holds something unreadable: {0}")]
    Corrupt(String),
}

/// What store operations return.
pub type StoreResult<T> = Result<T, StoreError>;
