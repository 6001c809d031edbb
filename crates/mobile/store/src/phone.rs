use std::{
    fmt,
    fs::{File, TryLockError},
    path::PathBuf,
    sync::Arc,
};

use countersign_mobile_host::Keychain;
use countersign_primitives::{Random, Secret, TimestampMs};

use crate::{
    AccountKey, AccountStore, EraseOrder, EraseReport, EraseStep, ErasedNotice, Setting, StoreError,
    erase::{erase, notice, pending_order},
    folder::{Folder, make_private_folder, read_if_there, remove_drafts, remove_file, write_durably},
};

/// Everything the app keeps on one phone: its accounts, and what must outlive them. One process holds it at a time.
pub struct PhoneStore {
    folder: Folder,
    keychain: Arc<dyn Keychain>,
    /// Held as long as the value lives; the operating system lets go of it when the process is killed.
    _lock: File,
}

/// What was found at the start.
#[derive(Debug)]
pub struct Opened {
    /// Accounts that can be used.
    pub accounts: Vec<AccountStore>,
    /// Erasures that were finished or begun now.
    pub erased: Vec<EraseReport>,
}

impl PhoneStore {
    /// Takes the folder. Nothing is opened yet: see [`PhoneStore::open_accounts`].
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process holds it; or the folder cannot be written.
    pub fn new(path: PathBuf, keychain: Arc<dyn Keychain>) -> Result<Self, StoreError> {
        let folder = Folder::new(path);
        make_private_folder(&folder.accounts())?;
        let lock = File::create(folder.lock())?;
        match lock.try_lock() {
            Ok(()) => {
                remove_drafts(folder.root())?;
                remove_drafts(&folder.accounts())?;
                Ok(Self { folder, keychain, _lock: lock })
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// First finishes what was to be erased, then opens the rest. An account that cannot be read any more is erased; one
    /// whose sign-in never finished silently so.
    ///
    /// # Errors
    /// [`KeychainError::Locked`](countersign_mobile_host::KeychainError::Locked): try again once the device was unlocked.
    /// [`StoreError::TooNew`]: the app was replaced by an older one; nothing was touched.
    pub fn open_accounts(&self, now: TimestampMs, observe: &mut dyn FnMut(EraseStep)) -> Result<Opened, StoreError> {
        let (kept, doomed) = self.folder.list()?;
        let mut opened = Opened { accounts: Vec::new(), erased: Vec::new() };
        for account in doomed {
            let order = pending_order(&self.folder, &account)?;
            opened.erased.push(erase(&self.folder, &*self.keychain, &account, None, &order, observe));
        }
        self.remove_orphaned_keys(&kept)?;
        for account in kept {
            match self.open_account(&account) {
                Ok(Some(store)) => opened.accounts.push(store),
                Ok(None) => opened.erased.push(self.erase_unusable(&account, now, false, observe)),
                Err(StoreError::Unreadable) => {
                    let announce = self.folder.database(&account).exists();
                    opened.erased.push(self.erase_unusable(&account, now, announce, observe));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(opened)
    }

    /// Makes a new account. It counts only once [`Setting::ServerUrl`] is written.
    ///
    /// # Errors
    /// The keychain, the folder or the database failed.
    pub fn create_account(&self, random: &dyn Random, token: &Secret<String>) -> Result<AccountStore, StoreError> {
        AccountStore::create(&self.folder, &*self.keychain, random, token)
    }

    /// Erases an account: its key first. See [`EraseStep`] for the order; `observe` is told after each.
    pub fn erase(&self, store: &AccountStore, order: &EraseOrder, observe: &mut dyn FnMut(EraseStep)) -> EraseReport {
        erase(&self.folder, &*self.keychain, store.key(), Some(store), order, observe)
    }

    /// What the user has yet to be told about an erased account.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn notice(&self) -> Result<Option<ErasedNotice>, StoreError> {
        notice(&self.folder)
    }

    /// The user has been told.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn dismiss_notice(&self) -> Result<(), StoreError> {
        Ok(remove_file(&self.folder.erased_notice())?)
    }

    /// The address signed in to last, for the next sign-in; `None` when there is none or it had to be forgotten.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn last_server(&self) -> Result<Option<String>, StoreError> {
        Ok(read_if_there(&self.folder.last_server())?.and_then(|url| String::from_utf8(url).ok()))
    }

    /// Remembers the address.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn set_last_server(&self, url: &str) -> Result<(), StoreError> {
        Ok(write_durably(&self.folder.last_server(), url.as_bytes())?)
    }

    /// `None` when the sign-in that made it never finished.
    fn open_account(&self, account: &AccountKey) -> Result<Option<AccountStore>, StoreError> {
        let store = AccountStore::open(&self.folder, &*self.keychain, account)?;
        let complete = store.read(|read| read.setting(Setting::ServerUrl))?.is_some();
        Ok(complete.then_some(store))
    }

    fn erase_unusable(
        &self,
        account: &AccountKey,
        now: TimestampMs,
        announce: bool,
        observe: &mut dyn FnMut(EraseStep),
    ) -> EraseReport {
        let order = EraseOrder { reason: "unreadable".to_owned(), at_ms: now, announce, forget_server: false };
        erase(&self.folder, &*self.keychain, account, None, &order, observe)
    }

    /// Keychains outlive their app: entries of accounts whose folder is gone belong to an earlier installation.
    fn remove_orphaned_keys(&self, kept: &[AccountKey]) -> Result<(), StoreError> {
        for name in self.keychain.names()? {
            let account = name.strip_prefix("account.").and_then(|rest| rest.split('.').next());
            if account.and_then(AccountKey::parse).is_some_and(|account| !kept.contains(&account)) {
                self.keychain.remove(&name)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PhoneStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneStore(…)")
    }
}
