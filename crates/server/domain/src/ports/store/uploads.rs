use async_trait::async_trait;

use countersign_primitives::FileId;

use crate::{
    model::{FileInfo, UploadSession},
    ports::store::StoreResult,
};

/// Files that come in parts.
#[async_trait]
pub trait UploadStore {
    /// Adds a session.
    async fn add_upload(&self, session: UploadSession) -> StoreResult<()>;

    /// A session that is not finished.
    async fn upload(&self, id: FileId) -> StoreResult<Option<UploadSession>>;

    /// Takes note of a part that ends at `end`, if the parts that are there are still `seen`; whether they were.
    async fn add_upload_part(&self, id: FileId, seen: Vec<u64>, end: u64) -> StoreResult<bool>;

    /// Ends a session and adds its file; `false`, and nothing is added, when there is no such session any more.
    async fn finish_upload(&self, file: FileInfo) -> StoreResult<bool>;
}
