//! Opening the file.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use crate::{fault::Fault, fold, migrate, open_error::OpenError};

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    /// Writes nothing of its own: brings the write-ahead log into the database.
    Checkpoint,
}

/// Opens a connection with the settings every one of them needs.
pub(crate) fn connect(path: &Path, access: Access) -> Result<Connection, Fault> {
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Checkpoint => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(256);
    fold::teach(&db)?;
    if access == Access::Write {
        // Commits do not wait for the disk: the writer flushes the log before it says that anything is kept.
        // A mention of ten thousand people touches more pages than the 2 MiB that are kept otherwise.
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -8192;",
        )?;
    }
    Ok(db)
}

/// Opens the file for writing: makes it when it is missing, checks it when the last run did not close it, brings its
/// schema up to date.
pub(crate) fn open(path: &Path) -> Result<Connection, OpenError> {
    let marker = Marker::of(path);
    let db = connect(path, Access::Write).map_err(|fault| OpenError::of(path, &fault))?;
    if marker.is_there() {
        check(&db, path)?;
    }
    marker.put()?;
    migrate::run(&db, path)?;
    Ok(db)
}

/// The write-ahead log of a database.
pub(crate) fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Whether what is in the file is whole.
pub(crate) fn check(db: &Connection, path: &Path) -> Result<(), OpenError> {
    let finding: String = db
        .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))
        .map_err(|error| OpenError::Damaged { path: path.to_owned(), finding: error.to_string() })?;
    if finding == "ok" { Ok(()) } else { Err(OpenError::Damaged { path: path.to_owned(), finding }) }
}

/// A file beside the database that is there while the database is open.
pub(crate) struct Marker(PathBuf);

impl Marker {
    /// The marker of a database.
    pub(crate) fn of(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push("-open");
        Self(name.into())
    }

    fn is_there(&self) -> bool {
        self.0.exists()
    }

    fn put(&self) -> Result<(), OpenError> {
        fs::write(&self.0, []).map_err(|source| OpenError::Io { path: self.0.clone(), source })
    }

    /// The database was closed in order.
    pub(crate) fn take_away(&self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::warn!(%error, "the marker of the open database could not be removed");
        }
    }
}
