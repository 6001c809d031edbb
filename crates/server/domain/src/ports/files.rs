//! Where uploaded files are.

use async_trait::async_trait;

/// Why a file could not be kept or found. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file store failed: {0}")]
pub struct FileError(pub String);

/// The store of files.
#[async_trait]
pub trait Files: Send + Sync + 'static {
    /// Whether files can be written and read now.
    ///
    /// # Errors
    /// They cannot.
    async fn check_health(&self) -> Result<(), FileError>;
}
