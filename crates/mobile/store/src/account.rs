use std::fmt;

use countersign_mobile_host::Keychain;
use countersign_primitives::{Random, Secret};

use crate::{
    AccountKey, Reader, StoreError, Writer,
    database::Database,
    folder::{Folder, make_private_folder},
    keys::PageKey,
};

/// One account's data, open. Erasing the account closes it for everybody who holds it.
pub struct AccountStore {
    key: AccountKey,
    token: Secret<String>,
    database: Database,
}

impl AccountStore {
    /// Makes a new account: keys first, then the database, so that nothing is ever written in the clear.
    pub(crate) fn create(
        folder: &Folder,
        keychain: &dyn Keychain,
        random: &dyn Random,
        token: &Secret<String>,
    ) -> Result<Self, StoreError> {
        let key = AccountKey::generate(random);
        make_private_folder(&folder.account(&key))?;
        let page_key = PageKey::create(folder, &key, keychain, random)?;
        keychain.set(&key.token_entry(), token.expose().as_bytes())?;
        let database = Database::open(&folder.database(&key), &page_key)?;
        Ok(Self { key, token: token.clone(), database })
    }

    pub(crate) fn open(folder: &Folder, keychain: &dyn Keychain, key: &AccountKey) -> Result<Self, StoreError> {
        let page_key = PageKey::open(folder, key, keychain)?;
        let token = keychain.get(&key.token_entry())?.ok_or(StoreError::Unreadable)?;
        let token = String::from_utf8(token.expose().clone()).map_err(|_| StoreError::Unreadable)?;
        let database = Database::open(&folder.database(key), &page_key)?;
        Ok(Self { key: key.clone(), token: Secret::new(token), database })
    }

    /// The account's name.
    pub fn key(&self) -> &AccountKey {
        &self.key
    }

    /// The session token, as the keychain has it.
    pub fn token(&self) -> &Secret<String> {
        &self.token
    }

    /// Reads.
    ///
    /// # Errors
    /// The work's own, or [`StoreError::Closed`].
    pub fn read<T>(&self, work: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.database.read(work)
    }

    /// Writes, in one transaction: all of it or none. Survives being killed from then on.
    ///
    /// # Errors
    /// The work's own, or [`StoreError::Closed`]; then nothing was written.
    pub fn write<T>(&self, work: impl FnOnce(&Writer) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.database.write(work)
    }

    /// Like [`AccountStore::write`], and survives a loss of power too. For what the user was promised.
    ///
    /// # Errors
    /// As for [`AccountStore::write`].
    pub fn write_durably<T>(&self, work: impl FnOnce(&Writer) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.database.write_durably(work)
    }

    /// From now on every call answers [`StoreError::Closed`]. Waits for calls that are under way.
    pub fn close(&self) {
        self.database.close();
    }
}

impl fmt::Debug for AccountStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountStore({})", self.key.as_str())
    }
}
