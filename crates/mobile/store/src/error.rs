use countersign_mobile_host::KeychainError;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process of the app has the store open.
    #[error("another process has the store open")]
    InUse,
    /// The account was erased or the store closed; nothing can be read any more.
    #[error("the store is closed")]
    Closed,
    /// The data cannot be decrypted: its key is gone, or the file is damaged. Erase the account.
    #[error("the stored data cannot be opened: its key is gone or it is damaged")]
    Unreadable,
    /// The store was written by a newer version of the app.
    #[error("the stored data has schema step {found}, this app knows up to {known}")]
    TooNew {
        /// The step the file is at.
        found: u32,
        /// The newest step this version has.
        known: u32,
    },
    /// The keychain did not answer. [`KeychainError::Locked`] passes once the device was unlocked.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// A file could not be read or written.
    #[error("the storage folder failed: {0}")]
    Files(#[from] std::io::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Sql(#[from] rusqlite::Error),
}
