//! Where uploaded files are.

use async_trait::async_trait;
use bytes::Bytes;

/// Why a file could not be kept or found. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file store failed: {0}")]
pub struct FileError(pub String);

/// Keeps files under paths made of ids and fixed words, with `/` between; never of what users typed.
#[async_trait]
pub trait Files: Send + Sync + 'static {
    /// Keeps a file, replacing what is there. Once it returns, the file survives a crash.
    ///
    /// # Errors
    /// The file could not be written.
    async fn put(&self, path: &str, content: Bytes) -> Result<(), FileError>;

    /// A file's content; `None` when there is none.
    ///
    /// # Errors
    /// The file is there but could not be read.
    async fn get(&self, path: &str) -> Result<Option<Bytes>, FileError>;

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// The file is still there.
    async fn delete(&self, path: &str) -> Result<(), FileError>;

    /// Whether files can be written and read now.
    ///
    /// # Errors
    /// They cannot.
    async fn check_health(&self) -> Result<(), FileError>;
}
