use std::path::PathBuf;

use crate::StorageFolder;

/// A folder somebody else made, such as a temporary one.
#[derive(Clone, Debug)]
pub struct FixedFolder(pub PathBuf);

impl StorageFolder for FixedFolder {
    fn path(&self) -> PathBuf {
        self.0.clone()
    }
}
