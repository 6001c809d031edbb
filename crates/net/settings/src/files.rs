use std::{
    cell::RefCell,
    path::{Path, PathBuf},
};

/// Where files named in a configuration are looked up.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    used: RefCell<Vec<PathBuf>>,
}

impl Files {
    /// Beside this configuration file.
    pub fn beside(config: &Path) -> Self {
        Self { folder: config.parent().map(Path::to_owned).unwrap_or_default(), used: RefCell::default() }
    }

    /// Beside the configuration when it is there, else where the process runs.
    pub fn path(&self, name: &str) -> PathBuf {
        let beside = self.folder.join(name);
        let path = if beside.exists() { beside } else { PathBuf::from(name) };
        self.used.borrow_mut().push(path.clone());
        path
    }

    /// Every file that was named.
    pub fn used(&self) -> Vec<PathBuf> {
        self.used.borrow().clone()
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// It cannot be read; in words.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        if self.folder == Path::new(NOWHERE) {
            return Err("no files are read here".to_owned());
        }
        std::fs::read(self.path(name)).map_err(|error| format!("the file cannot be read: {error}"))
    }

    /// For a text of unknown origin: what it names is not opened.
    pub fn none() -> Self {
        Self::beside(&Path::new(NOWHERE).join("none"))
    }
}

/// A folder that cannot be.
const NOWHERE: &str = "\0";
