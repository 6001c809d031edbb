//! Moving a server's data from SQLite to PostgreSQL.

use std::{fs, io, path::Path};

use countersign_server_domain::transfer::RowBatch;
use countersign_server_store_postgres::{Import, ImportError, Imported, PostgresConfig, PostgresStore};
use countersign_server_store_sqlite::{ExportError, export};
use tokio::{
    sync::mpsc,
    task::{JoinError, spawn_blocking},
};

use crate::{
    data_folder::{DataFolder, DataFolderError},
    store::{self, DatabaseError},
};

/// Why nothing was moved. The data folder is as it was, and PostgreSQL holds nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// A server runs on the data folder, or it cannot be used.
    #[error(transparent)]
    DataFolder(#[from] DataFolderError),
    /// One of the databases cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The file cannot be read.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// PostgreSQL does not take what the file holds.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The move was interrupted.
    #[error("the move was interrupted: {0}")]
    Interrupted(#[from] JoinError),
    /// Everything was moved, but the data folder could not be marked.
    #[error("everything was moved, but {path} could not be written: {source}", path = path.display())]
    Note {
        /// What says that it was moved.
        path: std::path::PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Moves everything that a data folder's database holds to an empty database of PostgreSQL, in one transaction. Uploaded
/// files stay where they are. The file stays, too; a server does not start on it any more, unless the note beside it is
/// removed.
///
/// # Errors
/// See [`MoveError`].
pub async fn move_to_postgres(data_folder: &Path, to: PostgresConfig) -> Result<Imported, MoveError> {
    let folder = DataFolder::hold(data_folder)?;
    // Opening brings the schema up to date and checks the file.
    let sqlite = store::sqlite(&folder).await?;
    spawn_blocking(move || sqlite.close()).await?;
    let to = PostgresConfig { beside_others: false, ..to };
    let postgres = PostgresStore::open(to).await.map_err(DatabaseError::from)?;
    let moved = copy(&folder, &postgres).await;
    postgres.close().await;
    let moved = moved?;
    let path = folder.moved_note();
    fs::write(&path, "What countersign.db held is in PostgreSQL.\n")
        .map_err(|source| MoveError::Note { path, source })?;
    Ok(moved)
}

async fn copy(folder: &DataFolder, to: &PostgresStore) -> Result<Imported, MoveError> {
    let mut import = to.import().await?;
    let (batches, mut received) = mpsc::channel(4);
    let file = folder.database();
    let reading = spawn_blocking(move || export(&file, |batch| batches.blocking_send(batch).is_ok()));
    let taken = take(&mut import, &mut received).await;
    drop(received);
    let read = reading.await?;
    // What PostgreSQL said first is the reason why reading was stopped.
    taken?;
    read?;
    Ok(import.finish().await?)
}

async fn take(import: &mut Import, batches: &mut mpsc::Receiver<RowBatch>) -> Result<(), ImportError> {
    while let Some(batch) = batches.recv().await {
        import.add(batch).await?;
    }
    Ok(())
}
