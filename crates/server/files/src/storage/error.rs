use std::time::Duration;

use thiserror::Error;

/// Why storage could not be set up. The process should not start.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder cannot be made or read.
    #[error("the folder for files cannot be used")]
    Folder(#[source] std::io::Error),
    /// A setting of the bucket makes no sense.
    #[error("the settings of the bucket for files cannot be used: {0}")]
    Settings(&'static str),
    /// The storage library refuses.
    #[error("storage for files cannot be opened")]
    Library(#[source] object_store::Error),
}

/// Why bytes could not be stored or read. That there is no such file is no error.
#[derive(Debug, Error)]
pub enum StorageError {
    /// More bytes came than allowed; nothing was stored. Answer 413.
    #[error("larger than {max_bytes} bytes")]
    TooLarge {
        /// What was allowed.
        max_bytes: u64,
    },
    /// The storage failed, is full or out of reach. Nothing was stored. Trying again later may help.
    #[error("storage cannot {doing}")]
    Unavailable {
        /// What was tried.
        doing: &'static str,
        /// What the library says; holds paths of this crate's layout, no names and no credentials.
        source: object_store::Error,
    },
    /// The storage did not answer in time. Trying again later may help.
    #[error("storage did not {doing} within {waited:?}")]
    TimedOut {
        /// What was tried.
        doing: &'static str,
        /// How long was waited.
        waited: Duration,
    },
    /// Fewer bytes came back than were stored.
    #[error("a stored file ends early")]
    CutShort,
}

impl StorageError {
    pub(super) fn unavailable(doing: &'static str) -> impl Fn(object_store::Error) -> Self {
        move |source| Self::Unavailable { doing, source }
    }
}
