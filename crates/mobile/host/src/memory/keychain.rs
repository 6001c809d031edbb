use std::collections::BTreeMap;

use parking_lot::Mutex;

use countersign_primitives::Secret;

use crate::{Keychain, KeychainError};

/// Secrets in memory. Can be made to fail.
#[derive(Debug, Default)]
pub struct MemoryKeychain {
    entries: Mutex<BTreeMap<String, Secret<Vec<u8>>>>,
    failing: Mutex<Option<KeychainError>>,
}

impl MemoryKeychain {
    /// Every call fails with this until `None` is set.
    pub fn set_failing(&self, error: Option<KeychainError>) {
        *self.failing.lock() = error;
    }

    fn check(&self) -> Result<(), KeychainError> {
        self.failing.lock().clone().map_or(Ok(()), Err)
    }
}

impl Keychain for MemoryKeychain {
    fn get(&self, name: &str) -> Result<Option<Secret<Vec<u8>>>, KeychainError> {
        self.check()?;
        Ok(self.entries.lock().get(name).cloned())
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), KeychainError> {
        self.check()?;
        self.entries.lock().insert(name.to_owned(), Secret::new(value.to_vec()));
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        self.check()?;
        self.entries.lock().remove(name);
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, KeychainError> {
        self.check()?;
        Ok(self.entries.lock().keys().cloned().collect())
    }
}
