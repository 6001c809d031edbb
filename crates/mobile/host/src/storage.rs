use std::path::PathBuf;

/// Where the app's files go.
pub trait StorageFolder: Send + Sync + 'static {
    /// An existing folder only this app can read, shared with its notification extension, outside of backups (iOS: app
    /// group with `isExcludedFromBackup`; Android: `noBackupFilesDir`). Always the same.
    fn path(&self) -> PathBuf;
}
