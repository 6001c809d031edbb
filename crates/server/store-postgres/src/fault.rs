use countersign_server_domain::ports::store::StoreError;
use tokio_postgres::{Error, error::SqlState};

/// What goes wrong inside the adapter.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// PostgreSQL said no, or the connection to it broke.
    #[error(transparent)]
    Postgres(#[from] Error),
    /// There is no connection and none can be made.
    #[error("{0}")]
    Connect(String),
    /// A column holds what this version does not write. Names the column, not the value.
    #[error("column {0}")]
    Column(String),
    /// A text with NUL.
    #[error("a text holds NUL")]
    Nul,
    /// The adapter is closing.
    #[error("closed")]
    Closed,
    /// The transaction was not committed.
    #[error("not committed")]
    NotCommitted,
    /// This node's number is not held at the moment.
    #[error("this node is not known to the database")]
    NoNode,
}

impl Fault {
    /// Whether the statement was undone only because of what others did meanwhile: doing it again is right.
    pub(crate) fn is_collision(&self) -> bool {
        let Self::Postgres(error) = self else { return false };
        error
            .code()
            .is_some_and(|code| [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE].contains(code))
    }

    /// Whether the server ended the connection and did not do the statement.
    pub(crate) fn is_refused(&self) -> bool {
        let Self::Postgres(error) = self else { return false };
        error.code().is_some_and(|code| {
            [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW].contains(code)
        })
    }

    /// Whether the connection broke; what was on its way may have been done or not.
    pub(crate) fn is_break(&self) -> bool {
        matches!(self, Self::Postgres(error) if error.is_closed())
    }

    /// The constraint that a statement broke; `None` for other faults.
    pub(crate) fn broken_constraint(&self) -> Option<&str> {
        let Self::Postgres(error) = self else { return None };
        let error = error.as_db_error().filter(|error| *error.code() == SqlState::UNIQUE_VIOLATION)?;
        error.constraint()
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Column(name) => Self::Corrupt(format!("column {name}")),
            Fault::Nul => Self::Unstorable,
            Fault::Connect(reason) => Self::Unavailable(reason),
            Fault::Closed => Self::Unavailable("the database is closed".to_owned()),
            Fault::NotCommitted => Self::Unavailable("the transaction was not committed".to_owned()),
            Fault::NoNode => Self::Unavailable("this node is not known to the database".to_owned()),
            Fault::Postgres(error) => from_postgres(&error),
        }
    }
}

/// PostgreSQL's own message may quote values; its code does not.
fn from_postgres(error: &Error) -> StoreError {
    match error.code() {
        Some(code) if *code == SqlState::CHARACTER_NOT_IN_REPERTOIRE => StoreError::Unstorable,
        Some(code) if [SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED].contains(code) => {
            StoreError::Corrupt(format!("PostgreSQL reports {}", code.code()))
        }
        Some(code) => StoreError::Unavailable(format!("PostgreSQL reports {}", code.code())),
        None if error.is_closed() => StoreError::Unavailable("the connection to the database broke".to_owned()),
        None => StoreError::Unavailable("the statement failed on its way".to_owned()),
    }
}

/// The reason without values, for people who start a server.
pub(crate) fn in_words(error: &Error) -> String {
    match error.as_db_error() {
        Some(error) => format!("{} ({})", error.message(), error.code().code()),
        None => std::error::Error::source(error).map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}")),
    }
}
