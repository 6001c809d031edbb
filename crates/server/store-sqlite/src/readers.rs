//! Connections that read beside the writer. Each read sees one moment.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::{
    fault::Fault,
    open::{Access, connect},
};

/// A bounded set of reading connections, opened when they are first needed.
#[derive(Clone)]
pub(crate) struct Readers {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    slots: Arc<Semaphore>,
}

impl Readers {
    /// At most `slots` connections to the file.
    pub(crate) fn new(path: &Path, slots: usize) -> Self {
        Self { path: Arc::new(path.to_owned()), idle: Arc::default(), slots: Arc::new(Semaphore::new(slots)) }
    }

    /// Does `task` with a connection, on a thread where waiting for the disk harms nobody.
    pub(crate) async fn read<T, F>(&self, task: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|_| Fault::Closed)?;
        let readers = self.clone();
        let work = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            let idle = readers.idle.lock().pop();
            let db = idle.map_or_else(|| connect(&readers.path, Access::Read), Ok)?;
            let outcome = in_one_moment(&db, task);
            readers.idle.lock().push(db);
            outcome
        });
        work.await.map_err(|_| Fault::Panicked)?
    }

    /// Ends all reading.
    pub(crate) fn close(&self) {
        self.slots.close();
        self.idle.lock().clear();
    }
}

/// Several statements must agree with one another.
fn in_one_moment<T>(db: &Connection, task: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
    db.prepare_cached("BEGIN")?.execute(())?;
    let outcome = task(db);
    db.prepare_cached("COMMIT")?.execute(())?;
    outcome
}
