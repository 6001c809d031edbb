use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::CredentialsError;

/// The data folder's part that holds secrets: every file readable by its owner only, written whole or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder when it is missing.
    pub(crate) fn open(path: PathBuf) -> Result<Self, CredentialsError> {
        fs::create_dir_all(&path).map_err(|source| CredentialsError::File { path: path.clone(), source })?;
        Ok(Self { path })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// What a file holds; `None` when there is none.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>, CredentialsError> {
        let path = self.path(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(CredentialsError::File { path, source }),
        }
    }

    /// Writes a file and says where it is.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<PathBuf, CredentialsError> {
        let path = self.path(name);
        let failed = |source| CredentialsError::File { path: path.clone(), source };
        write_whole(&path, text.as_bytes()).map_err(failed)?;
        Ok(path)
    }

    /// What a file holds; when there is none, what `make` makes is written first.
    pub(crate) fn read_or_make(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<String, CredentialsError>,
    ) -> Result<String, CredentialsError> {
        if let Some(text) = self.read(name)? {
            return Ok(text);
        }
        let text = make()?;
        self.write(name, &text)?;
        Ok(text)
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)
}
