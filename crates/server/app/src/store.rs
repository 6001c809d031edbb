//! The database, whichever it is.

use std::{io, path::PathBuf, sync::Arc};

use countersign_server_domain::ports::store::{Store, StoreResult};
use countersign_server_store_postgres::{OpenError as PostgresError, PostgresConfig, PostgresStore};
use countersign_server_store_sqlite::{OpenError as SqliteError, SqliteStore};

use crate::{config::Database, data_folder::DataFolder};

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The file in the data folder cannot be opened.
    #[error(transparent)]
    Sqlite(#[from] SqliteError),
    /// PostgreSQL cannot be used.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// What the file held is in PostgreSQL.
    #[error("what {file} held was moved to PostgreSQL: start with --database-url. To go back to the file, and lose what \
             was written since, remove {note}", file = file.display(), note = note.display())]
    Moved {
        /// The file.
        file: PathBuf,
        /// What says that it was moved.
        note: PathBuf,
    },
    /// Opening it was interrupted.
    #[error("opening the database was interrupted: {0}")]
    Interrupted(io::Error),
}

/// An open database.
#[derive(Clone)]
pub(crate) enum OpenStore {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

impl OpenStore {
    /// Opens the database that the configuration names.
    pub(crate) async fn open(
        database: &Database,
        folder: &DataFolder,
        beside_others: bool,
    ) -> Result<Self, DatabaseError> {
        match database {
            Database::Embedded => sqlite(folder).await.map(Self::Sqlite),
            Database::Postgres(config) => {
                let config = PostgresConfig { beside_others, ..config.clone() };
                Ok(Self::Postgres(PostgresStore::open(config).await?))
            }
        }
    }

    /// The same as the use cases see it.
    pub(crate) fn port(&self) -> Arc<dyn Store> {
        match self {
            Self::Sqlite(store) => Arc::new(store.clone()),
            Self::Postgres(store) => Arc::new(store.clone()),
        }
    }

    /// How many other nodes use the same database now.
    pub(crate) async fn other_nodes(&self) -> StoreResult<usize> {
        match self {
            Self::Sqlite(_) => Ok(0),
            Self::Postgres(store) => store.other_nodes().await,
        }
    }

    /// Finishes what waits and closes it.
    pub(crate) async fn close(&self) {
        match self.clone() {
            // Closing waits for the disk.
            Self::Sqlite(store) => drop(tokio::task::spawn_blocking(move || store.close()).await),
            Self::Postgres(store) => store.close().await,
        }
    }
}

/// Opens the file in the data folder.
pub(crate) async fn sqlite(folder: &DataFolder) -> Result<SqliteStore, DatabaseError> {
    let (file, note) = (folder.database(), folder.moved_note());
    if note.exists() {
        return Err(DatabaseError::Moved { file, note });
    }
    let opened = tokio::task::spawn_blocking(move || SqliteStore::open(&file)).await;
    Ok(opened.map_err(|error| DatabaseError::Interrupted(io::Error::other(error)))??)
}
