use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;

use crate::ports::files::{FileError, Files};

/// Files in memory, for tests. Clones share their content.
#[derive(Clone, Default)]
pub struct MemoryFiles {
    files: Arc<Mutex<BTreeMap<String, Bytes>>>,
}

#[async_trait]
impl Files for MemoryFiles {
    async fn put(&self, path: &str, content: Bytes) -> Result<(), FileError> {
        self.files.lock().insert(path.to_owned(), content);
        Ok(())
    }

    async fn get(&self, path: &str) -> Result<Option<Bytes>, FileError> {
        Ok(self.files.lock().get(path).cloned())
    }

    async fn delete(&self, path: &str) -> Result<(), FileError> {
        self.files.lock().remove(path);
        Ok(())
    }

    async fn check_health(&self) -> Result<(), FileError> {
        Ok(())
    }
}
