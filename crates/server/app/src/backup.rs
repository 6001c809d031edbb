//! A copy of the data folder of a server that runs.

use std::{
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use countersign_server_store_sqlite::{OpenError, back_up as back_up_database};

use crate::data_folder::DataFolder;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something at the place for it.
    #[error("{path} is not empty: a backup goes to a folder of its own", path = path.display())]
    NotEmpty {
        /// The place.
        path: PathBuf,
    },
    /// There is no database in the data folder.
    #[error("there is no database at {path}", path = path.display())]
    NoDatabase {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database cannot be copied.
    #[error(transparent)]
    Database(#[from] OpenError),
}

/// What a backup holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Uploaded files.
    pub files: u64,
    /// Their bytes.
    pub file_bytes: u64,
}

/// Copies the data folder of a server on SQLite, which may run, to a new folder. The database is copied first, as it is
/// at one moment, then the files, which never change once they are there: each that the copied database names comes
/// along, unless it was deleted meanwhile. The copy is a data folder: a server started on it goes on from there.
/// Blocks.
///
/// # Errors
/// See [`BackupError`]. What was copied until then stays.
pub fn back_up(data_folder: &Path, to: &Path) -> Result<Backup, BackupError> {
    let database = DataFolder::database_in(data_folder);
    if !database.is_file() {
        return Err(BackupError::NoDatabase { path: database });
    }
    make_empty(to)?;
    let copy = DataFolder::database_in(to);
    back_up_database(&database, &copy)?;
    let mut backup = Backup { database_bytes: size(&copy)?, ..Backup::default() };
    copy_files(&DataFolder::files_in(data_folder), &DataFolder::files_in(to), &mut backup)?;
    Ok(backup)
}

fn make_empty(folder: &Path) -> Result<(), BackupError> {
    let io = |source| BackupError::Io { path: folder.to_owned(), source };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io)?;
    match fs::read_dir(folder).map_err(io)?.next() {
        None => Ok(()),
        Some(_) => Err(BackupError::NotEmpty { path: folder.to_owned() }),
    }
}

fn size(path: &Path) -> Result<u64, BackupError> {
    let metadata = fs::metadata(path).map_err(|source| BackupError::Io { path: path.to_owned(), source })?;
    Ok(metadata.len())
}

/// Copies a folder; what disappears meanwhile was deleted and is left out.
fn copy_files(from: &Path, to: &Path, backup: &mut Backup) -> Result<(), BackupError> {
    let failed = |path: &Path, source| BackupError::Io { path: path.to_owned(), source };
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| failed(from, error))?,
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(to).map_err(|error| failed(to, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| failed(from, error))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(|error| failed(&source, error))?.is_dir() {
            copy_files(&source, &target, backup)?;
            continue;
        }
        match copy_file(&source, &target) {
            Ok(bytes) => {
                backup.files += 1;
                backup.file_bytes += bytes;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&source, error)),
        }
    }
    fs::File::open(to).and_then(|folder| folder.sync_all()).map_err(|error| failed(to, error))
}

fn copy_file(from: &Path, to: &Path) -> io::Result<u64> {
    let bytes = fs::copy(from, to)?;
    fs::File::open(to)?.sync_all()?;
    Ok(bytes)
}
