use std::{
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// The folder a server keeps everything in, held by one process at a time.
///
/// The hold ends with the value, or with the process, however it ends.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// It cannot be made or opened.
    #[error("the data folder {path} cannot be used: {source}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process uses it.
    #[error("the data folder {path} is in use: a server runs on it. Stop that one first", path = path.display())]
    InUse {
        /// Which.
        path: PathBuf,
    },
}

impl DataFolder {
    /// Takes hold of the folder; makes it, for its owner only, when it is missing.
    ///
    /// # Errors
    /// It cannot be used, or another process holds it.
    pub fn hold(path: &Path) -> Result<Self, DataFolderError> {
        let io = |source| DataFolderError::Io { path: path.to_owned(), source };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io)?;
        let lock = File::create(path.join("lock")).map_err(io)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DataFolderError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(io(error)),
        }
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        Self::database_in(&self.path)
    }

    /// Uploaded files.
    pub fn files(&self) -> PathBuf {
        Self::files_in(&self.path)
    }

    /// What says that the database's content was moved elsewhere, when it is there.
    pub fn moved_note(&self) -> PathBuf {
        self.path.join("countersign.db-moved")
    }

    /// The database of a folder that somebody else holds.
    pub fn database_in(folder: &Path) -> PathBuf {
        folder.join("countersign.db")
    }

    /// The uploaded files of a folder that somebody else holds.
    pub fn files_in(folder: &Path) -> PathBuf {
        folder.join("files")
    }
}
