use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use crate::device::StoredFileView;

/// Makes a folder only this user may enter.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a file only this user may read; after a kill of the process the old or the new contents are there, never a
/// part. With `durably` also after a loss of power.
pub(crate) fn write_privately(path: &Path, contents: &[u8], durably: bool) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.draft"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(contents)?;
    if durably {
        file.sync_all()?;
    }
    fs::rename(&draft, path)?;
    if durably { sync_folder_of(path) } else { Ok(()) }
}

/// Removes what a kill left half-written: files whose name begins with a dot.
pub(crate) fn remove_drafts(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            remove_for_good(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file for good; one that is not there is removed already.
pub(crate) fn remove_for_good(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder_of(path),
    }
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Every file below a folder, by path. Files that vanish meanwhile are left out.
pub(crate) fn list_files(folder: &Path) -> Vec<StoredFileView> {
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<StoredFileView>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            walk(root, &path, found);
        } else {
            let path = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            found.push(StoredFileView { path, size_bytes: metadata.len() });
        }
    }
}
