use std::{io, path::PathBuf};

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
