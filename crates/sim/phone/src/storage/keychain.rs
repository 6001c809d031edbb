use std::{fs, io, path::PathBuf};

use countersign_mobile_host::{Keychain, KeychainError};
use countersign_primitives::Secret;

use super::files::{make_private_folder, remove_drafts, remove_for_good, write_privately};

/// Stands in for the secure element: one file an entry, readable for this user only. A real phone keeps these in
/// hardware; whoever can read the simulated phone's folder can read them.
#[derive(Debug)]
pub(crate) struct FolderKeychain {
    folder: PathBuf,
}

impl FolderKeychain {
    pub(crate) fn new(folder: PathBuf) -> io::Result<Self> {
        make_private_folder(&folder)?;
        remove_drafts(&folder)?;
        Ok(Self { folder })
    }

    fn path(&self, name: &str) -> Result<PathBuf, KeychainError> {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        if !plain || name.is_empty() || name.starts_with('.') {
            return Err(KeychainError::Failed("the entry's name is not plain".to_owned()));
        }
        Ok(self.folder.join(name))
    }
}

impl Keychain for FolderKeychain {
    fn get(&self, name: &str) -> Result<Option<Secret<Vec<u8>>>, KeychainError> {
        match fs::read(self.path(name)?) {
            Ok(value) => Ok(Some(Secret::new(value))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), KeychainError> {
        write_privately(&self.path(name)?, value, true).map_err(|error| failed(&error))
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        remove_for_good(&self.path(name)?).map_err(|error| failed(&error))
    }

    fn names(&self) -> Result<Vec<String>, KeychainError> {
        let entries = fs::read_dir(&self.folder).map_err(|error| failed(&error))?;
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.filter(|name| !name.starts_with('.')).collect();
        names.sort();
        Ok(names)
    }
}

fn failed(error: &io::Error) -> KeychainError {
    KeychainError::Failed(error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_outlive_the_value_and_are_for_this_user_only() {
        let files = tempfile::tempdir().unwrap();
        let open = || FolderKeychain::new(files.path().join("keychain")).unwrap();
        open().set("account.a.key", b"secret").unwrap();
        assert_eq!(open().get("account.a.key").unwrap().unwrap().expose(), b"secret");
        assert_eq!(open().names().unwrap(), ["account.a.key"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &str| fs::metadata(files.path().join(path)).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode("keychain"), mode("keychain/account.a.key")), (0o700, 0o600));
        }
        open().remove("account.a.key").unwrap();
        open().remove("account.a.key").unwrap();
        assert!(open().get("account.a.key").unwrap().is_none());
    }

    #[test]
    fn names_never_lead_out_of_the_folder() {
        let files = tempfile::tempdir().unwrap();
        let keychain = FolderKeychain::new(files.path().join("keychain")).unwrap();
        for name in ["../outside", "a/b", "", ".hidden", "a\\b"] {
            assert!(keychain.set(name, b"x").is_err(), "{name}");
        }
        assert_eq!(fs::read_dir(files.path()).unwrap().count(), 1);
    }
}
