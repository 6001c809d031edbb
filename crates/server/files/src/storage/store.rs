use std::{ops::Range, path::PathBuf, sync::Arc};

use bytes::Bytes;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt, memory::InMemory};
use tokio::time;

use countersign_primitives::{Clock, Random};

use super::{
    bucket::{self, BucketConfig},
    content::Content,
    error::{OpenError, StorageError},
    folder::{self, FolderConfig},
    path::StoredPath,
    patience::{PATIENCE, in_time},
    sweep,
    upload::Upload,
};

/// What is held in memory of each upload: a folder is close by, a bucket's parts have to be of five megabytes at least.
const FOLDER_PART_BYTES: usize = 1024 * 1024;
const BUCKET_PART_BYTES: usize = 8 * 1024 * 1024;

/// The store of files. Cloning shares it.
#[derive(Clone)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    part_bytes: usize,
    folder: Option<PathBuf>,
    random: Arc<dyn Random>,
}

impl FileStore {
    /// Keeps files in a folder.
    ///
    /// # Errors
    /// [`OpenError::Folder`] when the folder cannot be made.
    pub fn in_folder(config: &FolderConfig, random: Arc<dyn Random>) -> Result<Self, OpenError> {
        let objects = Arc::new(folder::open(config)?);
        Ok(Self { objects, part_bytes: FOLDER_PART_BYTES, folder: Some(config.path.clone()), random })
    }

    /// Keeps files in a bucket. Nothing is asked of it yet; [`FileStore::check`] does.
    ///
    /// # Errors
    /// [`OpenError::Settings`] and [`OpenError::Library`] when the settings make no sense.
    pub fn in_bucket(config: &BucketConfig, random: Arc<dyn Random>) -> Result<Self, OpenError> {
        let objects = Arc::new(bucket::open(config)?);
        Ok(Self { objects, part_bytes: BUCKET_PART_BYTES, folder: None, random })
    }

    /// Keeps files in memory, for tests. They are gone with the last clone.
    pub fn in_memory(random: Arc<dyn Random>) -> Self {
        Self { objects: Arc::new(InMemory::new()), part_bytes: FOLDER_PART_BYTES, folder: None, random }
    }

    /// Begins to store a file of at most `max_bytes`.
    pub fn begin(&self, path: &StoredPath, max_bytes: u64) -> Upload {
        Upload::new(Arc::clone(&self.objects), path, self.part_bytes, max_bytes)
    }

    /// Stores bytes that are there already, replacing what was there.
    ///
    /// # Errors
    /// The storage's errors; what was there before stays then.
    pub async fn put(&self, path: &StoredPath, bytes: Bytes) -> Result<(), StorageError> {
        let mut upload = self.begin(path, u64::MAX);
        upload.write(bytes).await?;
        upload.finish().await.map(|_| ())
    }

    /// Opens a file, or the part of it that `range` names; nothing when there is none. A range is to lie within the
    /// file: [`crate::serving::resolve_range`] makes such.
    ///
    /// # Errors
    /// The storage's errors, and those of a range that begins behind the end.
    pub async fn get(&self, path: &StoredPath, range: Option<Range<u64>>) -> Result<Option<Content>, StorageError> {
        let options = GetOptions { range: range.map(Into::into), ..GetOptions::default() };
        match time::timeout(PATIENCE, self.objects.get_opts(path.object(), options)).await {
            Err(_) => Err(StorageError::TimedOut { doing: "open a file", waited: PATIENCE }),
            Ok(Err(object_store::Error::NotFound { .. })) => Ok(None),
            Ok(Err(error)) => Err(StorageError::unavailable("open a file")(error)),
            Ok(Ok(found)) => Ok(Some(Content::new(found))),
        }
    }

    /// Deletes a file. That there is none is fine.
    ///
    /// # Errors
    /// The storage's errors.
    pub async fn delete(&self, path: &StoredPath) -> Result<(), StorageError> {
        match in_time("delete a file", self.objects.delete(path.object())).await {
            Err(StorageError::Unavailable { source: object_store::Error::NotFound { .. }, .. }) => Ok(()),
            other => other,
        }
    }

    /// Writes a few bytes, reads them back and deletes them.
    ///
    /// # Errors
    /// The storage's errors: it cannot be used now.
    pub async fn check(&self) -> Result<(), StorageError> {
        let mut name = [0; 16];
        self.random.fill(&mut name);
        let probe = StoredPath::probe(&hex::encode(name));
        self.put(&probe, Bytes::copy_from_slice(&name)).await?;
        let read = match self.get(&probe, None).await {
            Ok(Some(found)) => found.into_bytes(name.len() as u64).await,
            Ok(None) => Err(StorageError::CutShort),
            Err(error) => Err(error),
        };
        self.delete(&probe).await?;
        if read? == name.as_slice() { Ok(()) } else { Err(StorageError::CutShort) }
    }

    /// Removes what uploads left behind that a crash cut off more than a day ago, and answers how many. For a folder; a
    /// bucket has rules of its own for that.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when the folder cannot be read.
    pub async fn sweep(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        match &self.folder {
            Some(folder) => sweep::sweep(folder.clone(), clock.now()).await,
            None => Ok(0),
        }
    }
}

impl std::fmt::Debug for FileStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileStore").field("in_folder", &self.folder.is_some()).finish_non_exhaustive()
    }
}
