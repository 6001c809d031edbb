//! What the device keeps on disk: the keychain, and what is no secret.

mod files;
mod keychain;
mod record;

pub(crate) use files::list_files;
pub(crate) use keychain::FolderKeychain;
pub(crate) use record::{DeviceRecord, RecordFile, TrayEntry};
