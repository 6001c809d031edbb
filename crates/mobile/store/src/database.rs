use std::{ops::Deref, path::Path, time::Duration};

use parking_lot::Mutex;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use crate::{StoreError, keys::PageKey, schema};

/// One encrypted database: one connection that writes, one beside it that reads, so that a screen never waits for a
/// sync. Closing takes both away from whoever still holds the value.
pub(crate) struct Database {
    writer: Mutex<Option<Writer>>,
    reader: Mutex<Option<Reader>>,
}

impl Database {
    /// Opens or makes it, and brings its schema up to date.
    pub(crate) fn open(path: &Path, key: &PageKey) -> Result<Self, StoreError> {
        let mut writer = connect(path, key)?;
        // A killed phone loses nothing it committed; against power loss the outbox asks for more (see `write_durably`).
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", "NORMAL")?;
        writer.pragma_update(None, "foreign_keys", true)?;
        schema::upgrade(&mut writer)?;
        let reader = connect(path, key)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(Self { writer: Mutex::new(Some(Writer(Reader(writer)))), reader: Mutex::new(Some(Reader(reader))) })
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let guard = self.reader.lock();
        work(guard.as_ref().ok_or(StoreError::Closed)?)
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&Writer) -> Result<T, StoreError>) -> Result<T, StoreError> {
        transact(self.writer.lock().as_ref().ok_or(StoreError::Closed)?, work)
    }

    pub(crate) fn write_durably<T>(
        &self,
        work: impl FnOnce(&Writer) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let guard = self.writer.lock();
        let writer = guard.as_ref().ok_or(StoreError::Closed)?;
        writer.sql().pragma_update(None, "synchronous", "FULL")?;
        let done = transact(writer, work);
        writer.sql().pragma_update(None, "synchronous", "NORMAL")?;
        done
    }

    /// From now on every call answers [`StoreError::Closed`]. Waits for calls that are under way.
    pub(crate) fn close(&self) {
        drop(self.reader.lock().take());
        drop(self.writer.lock().take());
    }
}

fn transact<T>(writer: &Writer, work: impl FnOnce(&Writer) -> Result<T, StoreError>) -> Result<T, StoreError> {
    // Rolls back when dropped. Nothing else can begin one meanwhile: the caller holds the lock.
    let transaction = Transaction::new_unchecked(writer.sql(), TransactionBehavior::Immediate)?;
    let done = work(writer)?;
    transaction.commit()?;
    Ok(done)
}

fn connect(path: &Path, key: &PageKey) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    // Otherwise SQLCipher writes to the process's standard error.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    // Must come before anything that touches the file.
    connection.pragma_update(None, "key", key.pragma().expose())?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(|error| match error {
        rusqlite::Error::SqliteFailure(failure, _)
            if matches!(failure.code, ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) =>
        {
            StoreError::Unreadable
        }
        other => StoreError::Sql(other),
    })?;
    Ok(connection)
}

/// Reads an account's data, at one moment in time per statement.
pub struct Reader(Connection);

impl Reader {
    pub(crate) fn sql(&self) -> &Connection {
        &self.0
    }
}

/// Changes an account's data, in one transaction: all of it or none.
pub struct Writer(Reader);

impl Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}
