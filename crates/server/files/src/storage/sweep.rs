use std::{
    fs::{self, DirEntry},
    io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use tokio::task;

use countersign_primitives::TimestampMs;

use super::error::StorageError;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Removes files that were being written when a process was killed, once they have not changed for a day: another
/// server may be writing into the same folder.
pub(super) async fn sweep(folder: PathBuf, now: TimestampMs) -> Result<usize, StorageError> {
    task::spawn_blocking(move || sweep_folder(&folder, now.0 - DAY_MS))
        .await
        .unwrap_or_else(|gone| Err(io::Error::other(gone)))
        .map_err(|source| StorageError::Unavailable {
            doing: "look for what was left behind",
            source: object_store::Error::Generic { store: "folder", source: Box::new(source) },
        })
}

fn sweep_folder(folder: &Path, before_ms: i64) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            removed += sweep_folder(&entry.path(), before_ms)?;
        } else if is_unfinished(&entry) && changed_ms(&entry)? < before_ms {
            // Somebody else may have swept it just now.
            removed += usize::from(fs::remove_file(entry.path()).is_ok());
        }
    }
    Ok(removed)
}

/// The storage library writes to the name it is for, `#` and a number.
fn is_unfinished(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    name.to_str()
        .and_then(|name| name.rsplit_once('#'))
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn changed_ms(entry: &DirEntry) -> io::Result<i64> {
    let since = entry.metadata()?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
