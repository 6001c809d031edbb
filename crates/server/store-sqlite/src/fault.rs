use countersign_server_domain::ports::store::StoreError;
use rusqlite::{Error, ErrorCode};

/// What goes wrong inside the adapter.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// SQLite said no.
    #[error(transparent)]
    Sqlite(#[from] Error),
    /// A column holds what this version does not write. Names the column, not the value.
    #[error("column {0}")]
    Column(&'static str),
    /// The adapter is closing.
    #[error("closed")]
    Closed,
    /// The transaction was not committed.
    #[error("not committed")]
    NotCommitted,
    /// A piece of work ended in a panic; its changes were rolled back.
    #[error("panicked")]
    Panicked,
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Column(name) => Self::Corrupt(format!("column {name}")),
            Fault::Closed => Self::Unavailable("the database is closed".to_owned()),
            Fault::NotCommitted => Self::Unavailable("the transaction was not committed".to_owned()),
            Fault::Panicked => Self::Unavailable("an operation failed inside".to_owned()),
            Fault::Sqlite(error) => from_sqlite(&error),
        }
    }
}

/// SQLite's own message may quote values; its code and name do not.
fn from_sqlite(error: &Error) -> StoreError {
    match error {
        Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt(failure.to_string()),
            _ => StoreError::Unavailable(failure.to_string()),
        },
        Error::FromSqlConversionFailure(index, ..)
        | Error::IntegralValueOutOfRange(index, _)
        | Error::InvalidColumnType(index, ..) => StoreError::Corrupt(format!("column number {index}")),
        _ => StoreError::Unavailable("the statement failed".to_owned()),
    }
}

/// Whether a statement failed because a unique value is taken.
pub(crate) fn is_taken(error: &Error) -> bool {
    matches!(error, Error::SqliteFailure(failure, _) if failure.code == ErrorCode::ConstraintViolation)
}
