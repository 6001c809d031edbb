//! The folder: numbered files and a lock.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// For files with device tokens in them: nobody but their owner reads them, whatever the process is allowed to give.
pub(crate) const OWNER_ONLY: u32 = 0o600;

/// The files of a log, and the lock that keeps other processes out.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Opens a folder, made if need be, and locks it.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).mode(OWNER_ONLY).open(path.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => {
                io::Error::new(io::ErrorKind::ResourceBusy, "another process uses this queue folder")
            }
            fs::TryLockError::Error(error) => error,
        })?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    pub(crate) fn file(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:016x}.log"))
    }

    /// The numbers of all files, in order.
    pub(crate) fn numbers(&self) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(".log"));
            numbers.extend(number.and_then(|number| u64::from_str_radix(number, 16).ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    pub(crate) fn read(&self, number: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.file(number))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Makes a file and its name durable.
    pub(crate) fn create(&self, number: u64) -> io::Result<File> {
        let file =
            OpenOptions::new().create_new(true).read(true).append(true).mode(OWNER_ONLY).open(self.file(number))?;
        self.sync()?;
        Ok(file)
    }

    pub(crate) fn remove(&self, number: u64) -> io::Result<()> {
        match fs::remove_file(self.file(number)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(crate) fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }
}
