use std::{fs, path::PathBuf};

use object_store::local::LocalFileSystem;

use super::error::OpenError;

/// A folder of this machine, or one mounted by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderConfig {
    /// The folder. Made, readable by this user alone, when it is missing.
    pub path: PathBuf,
}

/// A store that writes aside, syncs the file, renames it into place and syncs its folder before it says done.
pub(super) fn open(config: &FolderConfig) -> Result<LocalFileSystem, OpenError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&config.path).map_err(OpenError::Folder)?;
    let store = LocalFileSystem::new_with_prefix(&config.path).map_err(OpenError::Library)?;
    Ok(store.with_fsync(true))
}
