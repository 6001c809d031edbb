//! The folder a stack keeps everything in.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use countersign_server::DataFolder;

/// Says that a folder is a stack's, so that nothing else is ever thrown away.
const MARK: &str = "countersign-stack";
const MARK_TEXT: &str = "Everything in this folder belongs to `countersign up`; `--fresh` removes it.\n";

/// The folder, held by this process until the value goes.
pub(crate) struct StackFolder {
    path: PathBuf,
    _held: DataFolder,
}

impl StackFolder {
    /// Takes hold of the folder; makes it when it is missing.
    pub(crate) fn hold(path: &Path) -> Result<Self> {
        let held = DataFolder::hold(path)?;
        fs::write(path.join(MARK), MARK_TEXT).with_context(|| format!("cannot write into {}", path.display()))?;
        Ok(Self { path: path.to_owned(), _held: held })
    }

    /// A folder inside, made when it is missing.
    pub(crate) fn part(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(path)
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Throws away everything a stack kept in a folder. Nothing there is fine.
///
/// # Errors
/// The folder is in use, is not a stack's, or cannot be removed.
pub fn start_over(path: &Path) -> Result<()> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries.collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot look into {}", path.display())),
    };
    if entries.is_empty() {
        return Ok(());
    }
    if !path.join(MARK).exists() {
        bail!("{} holds something else; nothing was removed. Choose another folder with --data", path.display());
    }
    let _held = DataFolder::hold(path)?;
    // The mark goes last: what is cut off half way can be begun again.
    for entry in entries.iter().filter(|entry| entry.file_name() != MARK) {
        remove(&entry.path()).with_context(|| format!("cannot remove {}", entry.path().display()))?;
    }
    remove(&path.join(MARK)).with_context(|| format!("cannot empty {}", path.display()))
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starting_over_removes_a_stack_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let (ours, theirs) = (parent.path().join("ours"), parent.path().join("theirs"));
        let folder = StackFolder::hold(&ours).unwrap();
        fs::write(folder.part("server").unwrap().join("file"), "x").unwrap();
        assert!(start_over(&ours).is_err(), "it is in use");
        drop(folder);
        start_over(&ours).unwrap();
        assert_eq!(fs::read_dir(&ours).unwrap().count(), 0);

        fs::create_dir(&theirs).unwrap();
        fs::write(theirs.join("letter.txt"), "dear").unwrap();
        let error = start_over(&theirs).unwrap_err().to_string();
        assert!(error.contains("--data"), "{error}");
        assert!(theirs.join("letter.txt").exists());
        start_over(&parent.path().join("nothing")).unwrap();
    }
}
