use async_trait::async_trait;
use countersign_server_domain::ports::files::{FileError, Files};
use countersign_server_files::storage::FileStore;

/// The use cases' files, in a store of files.
pub(crate) struct StoredFiles(pub(crate) FileStore);

#[async_trait]
impl Files for StoredFiles {
    async fn check_health(&self) -> Result<(), FileError> {
        self.0.check().await.map_err(|error| FileError(error.to_string()))
    }
}
