use countersign_primitives::Secret;

/// Keeps small secrets: iOS Keychain (`AfterFirstUnlockThisDeviceOnly`, shared with the notification extension), Android
/// Keystore. Entries survive restarts, never leave the device and are not in backups.
///
/// Calls may take a few milliseconds and must be durable when they return: after [`Keychain::remove`] the secret is gone
/// even if the process is killed at once.
pub trait Keychain: Send + Sync + 'static {
    /// The entry of that name; `None` when there is none.
    ///
    /// # Errors
    /// The keychain cannot be read now. That is not the same as "no entry".
    fn get(&self, name: &str) -> Result<Option<Secret<Vec<u8>>>, KeychainError>;

    /// Writes an entry, replacing what was there.
    ///
    /// # Errors
    /// The entry was not written.
    fn set(&self, name: &str, value: &[u8]) -> Result<(), KeychainError>;

    /// Removes an entry. Removing what is not there is no error.
    ///
    /// # Errors
    /// The entry may still be there.
    fn remove(&self, name: &str) -> Result<(), KeychainError>;

    /// The names of all entries, sorted.
    ///
    /// # Errors
    /// The keychain cannot be read now.
    fn names(&self) -> Result<Vec<String>, KeychainError>;
}

/// Why the keychain did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// The device has not been unlocked since it started: try again after it was.
    #[error("the keychain is not available before the device is unlocked for the first time")]
    Locked,
    /// The platform's own words, without names or values of entries.
    #[error("the keychain failed: {0}")]
    Failed(String),
}
