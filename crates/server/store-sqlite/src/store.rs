use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use countersign_server_domain::{model::OutboxSeq, ports::store::StoreResult};
use rusqlite::Connection;
use tokio::sync::Mutex;

use crate::{
    fault::Fault,
    indexing,
    open::{self, Marker},
    open_error::OpenError,
    readers::Readers,
    writer::Writer,
};

/// How many reads run at once.
const READERS: usize = 4;

/// The server's store in one SQLite file.
///
/// Clones share the file's connections. Call [`SqliteStore::close`] when done; without it nothing is lost, but the next
/// opening checks the whole file.
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    writer: Writer,
    readers: Readers,
    last_taken_push: Mutex<OutboxSeq>,
}

impl SqliteStore {
    /// Opens a database file; makes it, and its folder, when they are missing.
    ///
    /// # Errors
    /// The file cannot be used; see [`OpenError`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let io = |source| OpenError::Io { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(io)?;
        }
        let db = open::open(path)?;
        let writer = Writer::start(db, Some(path.to_owned()), indexing::index_many).map_err(io)?;
        let readers = Readers::new(path, READERS);
        let inner = Inner { path: path.to_owned(), writer, readers, last_taken_push: Mutex::default() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Finishes what waits and closes the file. Blocks until that is done. Later operations fail.
    pub fn close(&self) {
        self.inner.readers.close();
        self.inner.writer.close();
        Marker::of(&self.inner.path).take_away();
    }

    /// Up to where pushes were taken since the start, or since they were given back.
    pub(crate) fn last_taken_push(&self) -> &Mutex<OutboxSeq> {
        &self.inner.last_taken_push
    }

    pub(crate) async fn read<T, F>(&self, task: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        Ok(self.inner.readers.read(task).await?)
    }

    pub(crate) async fn write<T, F>(&self, task: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        Ok(self.inner.writer.write(task).await?)
    }
}
