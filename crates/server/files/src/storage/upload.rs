use std::{mem, sync::Arc};

use bytes::Bytes;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, path::Path};
use tokio::runtime::Handle;

use super::{error::StorageError, path::StoredPath, patience::in_time};

/// A file on its way into the store. Nobody sees any of it before [`Upload::finish`], and then all of it; a file that was
/// there before is replaced at that moment. Dropping it leaves nothing behind.
pub struct Upload {
    store: Arc<dyn ObjectStore>,
    path: Path,
    part_bytes: usize,
    max_bytes: u64,
    taken: u64,
    waiting: Vec<Bytes>,
    waiting_bytes: usize,
    parts: Option<Box<dyn MultipartUpload>>,
}

impl Upload {
    pub(super) fn new(store: Arc<dyn ObjectStore>, path: &StoredPath, part_bytes: usize, max_bytes: u64) -> Self {
        let path = path.object().clone();
        let (waiting, parts) = (Vec::new(), None);
        Self { store, path, part_bytes, max_bytes, taken: 0, waiting, waiting_bytes: 0, parts }
    }

    /// Bytes taken so far.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Takes the next bytes. Returns when there is room for more, so that a fast sender waits for slow storage.
    ///
    /// # Errors
    /// [`StorageError::TooLarge`] when there are more than allowed; the storage's errors. Drop the upload then.
    pub async fn write(&mut self, mut bytes: Bytes) -> Result<(), StorageError> {
        self.taken = self.taken.saturating_add(bytes.len() as u64);
        if self.taken > self.max_bytes {
            return Err(StorageError::TooLarge { max_bytes: self.max_bytes });
        }
        while self.waiting_bytes + bytes.len() > self.part_bytes {
            // Parts are of one size but the last: some services insist on it.
            self.keep(bytes.split_to(self.part_bytes - self.waiting_bytes));
            self.send_part().await?;
        }
        self.keep(bytes);
        Ok(())
    }

    /// Makes the file visible, durably, and answers its size.
    ///
    /// # Errors
    /// The storage's errors; nothing is visible then.
    pub async fn finish(mut self) -> Result<u64, StorageError> {
        if self.parts.is_some() {
            self.send_part().await?;
            if let Some(parts) = &mut self.parts {
                in_time("finish a file", parts.complete()).await?;
            }
            self.parts = None;
        } else {
            let payload = PutPayload::from_iter(mem::take(&mut self.waiting));
            in_time("store a file", self.store.put(&self.path, payload)).await?;
        }
        Ok(self.taken)
    }

    fn keep(&mut self, bytes: Bytes) {
        self.waiting_bytes += bytes.len();
        if !bytes.is_empty() {
            self.waiting.push(bytes);
        }
    }

    async fn send_part(&mut self) -> Result<(), StorageError> {
        let payload = PutPayload::from_iter(mem::take(&mut self.waiting));
        self.waiting_bytes = 0;
        let parts = if let Some(parts) = &mut self.parts {
            parts
        } else {
            let begun = in_time("begin a file", self.store.put_multipart(&self.path)).await?;
            self.parts.insert(begun)
        };
        in_time("store part of a file", parts.put_part(payload)).await
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let Some(mut parts) = self.parts.take() else { return };
        // A folder's unfinished file goes with its handle; a bucket has to be told. Without a runtime the process is
        // ending, and the bucket's own rule for unfinished uploads applies.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { parts.abort().await });
        }
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload").field("taken", &self.taken).field("max_bytes", &self.max_bytes).finish_non_exhaustive()
    }
}
