//! A copy of a database that is in use.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::{
    fault::Fault,
    open::{self, Access},
    open_error::OpenError,
};

/// Copies a database to a new file, as it is at one moment, while a server goes on reading and writing it, in this
/// process or another. The copy is checked and on the disk when this returns. Blocks.
///
/// # Errors
/// The database cannot be read, the copy cannot be written, there is something at `to`, or what was copied is damaged.
/// Nothing is at `to` then.
pub fn back_up(database: &Path, to: &Path) -> Result<(), OpenError> {
    if to.exists() {
        let source = io::Error::new(io::ErrorKind::AlreadyExists, "there is a file already");
        return Err(OpenError::Io { path: to.to_owned(), source });
    }
    let partial = partial(to);
    let outcome = copy(database, &partial).and_then(|()| rename(&partial, to));
    if outcome.is_err() {
        // What is left of it is of no use to anybody; that it may be missing is fine.
        let _ = fs::remove_file(&partial);
    }
    outcome
}

fn partial(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push("-partial");
    name.into()
}

fn copy(database: &Path, to: &Path) -> Result<(), OpenError> {
    let fault = |path: &Path, fault: Fault| OpenError::of(path, &fault);
    match fs::remove_file(to) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            return Err(OpenError::Io { path: to.to_owned(), source });
        }
        _ => {}
    }
    let db = open::connect(database, Access::Read).map_err(|error| fault(database, error))?;
    let name = to.to_string_lossy();
    db.execute("VACUUM INTO ?1", [name.as_ref()]).map_err(|error| fault(database, error.into()))?;
    drop(db);
    let copied = open::connect(to, Access::Read).map_err(|error| fault(to, error))?;
    open::check(&copied, to)
}

fn rename(from: &Path, to: &Path) -> Result<(), OpenError> {
    let io = |source| OpenError::Io { path: to.to_owned(), source };
    File::open(from).and_then(|file| file.sync_all()).map_err(io)?;
    fs::rename(from, to).map_err(io)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
}
