/// Why the store could not do what was asked. But for [`StoreError::Unstorable`] callers can do nothing but fail the
/// request; the text is for the log and never holds row data.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is full, locked for too long or shutting down. Trying later may help.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A text to be written holds a character that not every database keeps: NUL. Nothing was written. The caller is to
    /// say so to whoever sent it; trying later does not help.
    #[error("a text holds a character that cannot be kept")]
    Unstorable,
    /// A row does not hold what this version writes. Trying later does not help.
    #[error("the store holds something unreadable: {0}")]
    Corrupt(String),
}

/// What store operations return.
pub type StoreResult<T> = Result<T, StoreError>;
