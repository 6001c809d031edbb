use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

use crate::fault::Fault;

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or its folder cannot be used.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// SQLite cannot use it.
    #[error("{path}: {reason}", path = path.display())]
    Database {
        /// Which file.
        path: PathBuf,
        /// Why, in SQLite's words.
        reason: String,
    },
    /// The file is damaged.
    #[error("{path} is damaged: {finding}. Restore it from a backup", path = path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// The first thing found.
        finding: String,
    },
    /// A newer version of this program wrote it.
    #[error("{path} was written by a newer version (schema {found}, this one knows {known})", path = path.display())]
    TooNew {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: usize,
        /// The newest schema this version knows.
        known: usize,
    },
}

impl OpenError {
    /// What went wrong with a file, in its terms.
    pub(crate) fn of(path: &Path, fault: &Fault) -> Self {
        let (path, words) = (path.to_owned(), fault.to_string());
        match fault {
            Fault::Sqlite(error)
                if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) =>
            {
                Self::Damaged { path, finding: words }
            }
            _ => Self::Database { path, reason: words },
        }
    }
}
