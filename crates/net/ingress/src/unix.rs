//! The socket file of a listener for local administration.

use std::{
    fs::{self, File, Permissions},
    io,
    os::{
        fd::AsFd,
        unix::fs::{FileTypeExt, MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use tokio::net::{UnixListener, UnixSocket};

/// A socket file that goes when this goes, unless somebody else has put another in its place.
#[derive(Debug)]
pub(crate) struct SocketFile {
    path: PathBuf,
    inode: (u64, u64),
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if inode(&self.path).is_ok_and(|now| now == self.inode) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Listens on a socket file that only its owner may open, from its first moment on.
///
/// # Errors
/// `AddrInUse` when somebody listens there, `AlreadyExists` when something that is no socket is there, others of the
/// system.
pub(crate) fn listen(path: &Path, backlog: u32) -> io::Result<(UnixListener, SocketFile)> {
    clear(path)?;
    let socket = UnixSocket::new_stream()?;
    // The file takes its mode from the socket, so it is never open to others, not even for a moment.
    File::from(socket.as_fd().try_clone_to_owned()?).set_permissions(owner_only())?;
    socket.bind(path)?;
    fs::set_permissions(path, owner_only())?;
    let file = SocketFile { path: path.to_owned(), inode: inode(path)? };
    Ok((socket.listen(backlog)?, file))
}

/// Removes a socket file that nobody listens on.
fn clear(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(data) if !data.file_type().is_socket() => Err(io::ErrorKind::AlreadyExists.into()),
        Ok(_) => match std::os::unix::net::UnixStream::connect(path) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
            Err(error) => Err(error),
            Ok(_) => Err(io::ErrorKind::AddrInUse.into()),
        },
    }
}

fn inode(path: &Path) -> io::Result<(u64, u64)> {
    fs::symlink_metadata(path).map(|data| (data.dev(), data.ino()))
}

fn owner_only() -> Permissions {
    Permissions::from_mode(0o600)
}
