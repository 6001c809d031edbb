//! A keychain that outlives its process, for tests that kill it.

use std::{fs, io, path::PathBuf};

use countersign_mobile_host::{Keychain, KeychainError};
use countersign_primitives::Secret;

/// One file an entry.
pub(crate) struct FolderKeychain(pub(crate) PathBuf);

fn failed(error: &io::Error) -> KeychainError {
    KeychainError::Failed(error.to_string())
}

impl Keychain for FolderKeychain {
    fn get(&self, name: &str) -> Result<Option<Secret<Vec<u8>>>, KeychainError> {
        match fs::read(self.0.join(name)) {
            Ok(value) => Ok(Some(Secret::new(value))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), KeychainError> {
        fs::create_dir_all(&self.0).and_then(|()| fs::write(self.0.join(name), value)).map_err(|error| failed(&error))
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
            _ => Ok(()),
        }
    }

    fn names(&self) -> Result<Vec<String>, KeychainError> {
        fs::create_dir_all(&self.0).map_err(|error| failed(&error))?;
        let entries = fs::read_dir(&self.0).map_err(|error| failed(&error))?;
        let mut names: Vec<_> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }
}
