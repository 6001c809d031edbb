//! Erasing an account: the order first, so that nothing can stop it any more; then the key, after which nothing can be
//! read; then everything else. A phone killed in between goes on at the next start.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};

use countersign_mobile_host::Keychain;
use countersign_primitives::TimestampMs;

use crate::{
    AccountKey, AccountStore, StoreError,
    folder::{Folder, read_if_there, remove_file, sync_parent, write_durably},
};

/// An order to erase an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseOrder {
    /// Stable name of why.
    pub reason: String,
    /// When it was given.
    pub at_ms: TimestampMs,
    /// Whether the user must be told: then a notice stays until [`crate::PhoneStore::dismiss_notice`].
    pub announce: bool,
    /// Whether the server's address is forgotten too.
    pub forget_server: bool,
}

/// What the user has yet to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedNotice {
    /// Stable name of why.
    pub reason: String,
    /// When the order was given.
    pub at_ms: TimestampMs,
}

/// What has just been done. In this order; each is durable when it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EraseStep {
    /// The order is on disk.
    Recorded,
    /// The key that unwraps the database's key is gone from the keychain: nothing can be read any more.
    KeyDestroyed,
    /// The session token is gone from the keychain.
    TokenRemoved,
    /// The wrapped key is gone.
    WrappedKeyRemoved,
    /// The database and all other files are gone.
    FilesRemoved,
    /// The order is carried out.
    Finished,
}

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EraseReport {
    /// Which account.
    pub account: AccountKey,
    /// Why.
    pub reason: String,
    /// Names of removed keychain entries.
    pub keys: Vec<String>,
    /// Removed files, below the app's folder.
    pub files: Vec<String>,
    /// Whether everything is gone. Otherwise the rest is tried again at the next start; what is left cannot be read
    /// unless both the keychain and the folder failed.
    pub complete: bool,
}

/// Carries out an order. Every step is tried whatever became of those before it; doing it twice does no harm.
pub(crate) fn erase(
    folder: &Folder,
    keychain: &dyn Keychain,
    account: &AccountKey,
    store: Option<&AccountStore>,
    order: &EraseOrder,
    observe: &mut dyn FnMut(EraseStep),
) -> EraseReport {
    let mut report = EraseReport {
        account: account.clone(),
        reason: order.reason.clone(),
        keys: Vec::new(),
        files: Vec::new(),
        complete: true,
    };
    let order_path = folder.erase_order(account);
    let recorded =
        serde_json::to_vec(order).map_err(io::Error::from).and_then(|json| write_durably(&order_path, &json));
    // Without the order on disk a crash could leave files behind; the key is destroyed all the same.
    report.took(recorded.is_ok(), observe, EraseStep::Recorded);
    let destroyed = remove_entry(keychain, account.wrapping_key_entry(), &mut report.keys);
    report.took(destroyed.is_ok(), observe, EraseStep::KeyDestroyed);
    if let Some(store) = store {
        store.close();
    }
    let removed = remove_entry(keychain, account.token_entry(), &mut report.keys);
    report.took(removed.is_ok(), observe, EraseStep::TokenRemoved);
    let removed = remove_reported(folder, &folder.page_key(account), &mut report.files);
    report.took(removed.is_ok(), observe, EraseStep::WrappedKeyRemoved);
    let removed = remove_folder(folder, account, &mut report.files).and_then(|()| {
        if order.forget_server { remove_reported(folder, &folder.last_server(), &mut report.files) } else { Ok(()) }
    });
    report.took(removed.is_ok(), observe, EraseStep::FilesRemoved);
    if report.complete {
        let finished =
            if order.announce { fs::rename(&order_path, folder.erased_notice()) } else { remove_file(&order_path) };
        let finished = finished.and_then(|()| sync_parent(&order_path)).and_then(|()| sync_parent(&folder.accounts()));
        report.took(finished.is_ok(), observe, EraseStep::Finished);
    }
    report
}

/// The order on disk; one that cannot be read is still an order.
pub(crate) fn pending_order(folder: &Folder, account: &AccountKey) -> Result<EraseOrder, StoreError> {
    let json = read_if_there(&folder.erase_order(account))?.unwrap_or_default();
    Ok(serde_json::from_slice(&json).unwrap_or_else(|_| EraseOrder {
        reason: "unreadable".to_owned(),
        at_ms: TimestampMs::ZERO,
        announce: true,
        forget_server: false,
    }))
}

/// What the user has yet to be told: of a finished erasure, or of one that could not be finished.
pub(crate) fn notice(folder: &Folder) -> Result<Option<ErasedNotice>, StoreError> {
    let mut paths = vec![folder.erased_notice()];
    paths.extend(folder.list()?.1.iter().map(|account| folder.erase_order(account)));
    for path in paths {
        let Some(json) = read_if_there(&path)? else { continue };
        if let Ok(order) = serde_json::from_slice::<EraseOrder>(&json)
            && order.announce
        {
            return Ok(Some(ErasedNotice { reason: order.reason, at_ms: order.at_ms }));
        }
    }
    Ok(None)
}

impl EraseReport {
    fn took(&mut self, done: bool, observe: &mut dyn FnMut(EraseStep), step: EraseStep) {
        if done { observe(step) } else { self.complete = false }
    }
}

fn remove_entry(keychain: &dyn Keychain, entry: String, removed: &mut Vec<String>) -> Result<(), StoreError> {
    // Asked for the report only: whatever the answer, the entry is removed.
    let there = keychain.names().is_ok_and(|names| names.contains(&entry));
    keychain.remove(&entry)?;
    if there {
        removed.push(entry);
    }
    Ok(())
}

fn remove_reported(folder: &Folder, path: &Path, removed: &mut Vec<String>) -> io::Result<()> {
    let there = path.exists();
    remove_file(path)?;
    if there {
        sync_parent(path)?;
        removed.push(folder.relative(path));
    }
    Ok(())
}

fn remove_folder(folder: &Folder, account: &AccountKey, removed: &mut Vec<String>) -> io::Result<()> {
    let path = folder.account(account);
    if !path.exists() {
        return Ok(());
    }
    remove_files_below(folder, &path, removed)?;
    fs::remove_dir_all(&path)?;
    sync_parent(&path)
}

fn remove_files_below(folder: &Folder, path: &Path, removed: &mut Vec<String>) -> io::Result<()> {
    let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            remove_files_below(folder, &entry.path(), removed)?;
        } else {
            remove_file(&entry.path())?;
            removed.push(folder.relative(&entry.path()));
        }
    }
    Ok(())
}
