use async_trait::async_trait;

use countersign_primitives::{FileId, PostId};

use crate::{model::FileInfo, ports::store::StoreResult};

/// What is known of uploaded files. Posts take files when they are stored: see [`PostWrite`](super::PostWrite).
#[async_trait]
pub trait FileInfoStore {
    /// Adds a file that belongs to no post yet.
    async fn add_file(&self, file: FileInfo) -> StoreResult<()>;

    /// A file; `None` when there is none, and when its post was deleted.
    async fn file(&self, id: FileId) -> StoreResult<Option<FileInfo>>;

    /// The files of these posts, by the time of their upload. Of deleted posts, none.
    async fn files_of_posts(&self, posts: &[PostId]) -> StoreResult<Vec<FileInfo>>;
}
