use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use countersign_mobile_host::Notification;
use countersign_primitives::TimestampMs;

use super::files::{make_private_folder, remove_drafts, write_privately};

/// What the device itself remembers, beside the app: over restarts of the phone, and over a kill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DeviceRecord {
    pub(crate) locked: bool,
    pub(crate) online: bool,
    pub(crate) jailbroken: bool,
    pub(crate) badge: i64,
    /// The token the vendor gave this app.
    pub(crate) push_token: Option<String>,
    /// Notifications, oldest first.
    pub(crate) tray: Vec<TrayEntry>,
}

impl Default for DeviceRecord {
    fn default() -> Self {
        Self { locked: false, online: true, jailbroken: false, badge: 0, push_token: None, tray: Vec::new() }
    }
}

/// A notification in the tray.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TrayEntry {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) thread: String,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) shown_at: TimestampMs,
}

impl TrayEntry {
    pub(crate) fn new(notification: &Notification, shown_at: TimestampMs) -> Self {
        let Notification { id, account, thread, title, body, .. } = notification.clone();
        Self { id, account, thread, title, body, shown_at }
    }
}

/// The file that holds a [`DeviceRecord`].
#[derive(Debug)]
pub(crate) struct RecordFile(PathBuf);

impl RecordFile {
    /// Opens it; what cannot be read begins anew, as a device after a factory reset.
    pub(crate) fn open(folder: &Path) -> io::Result<(Self, DeviceRecord)> {
        make_private_folder(folder)?;
        remove_drafts(folder)?;
        let path = folder.join("device.json");
        let record = fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        Ok((Self(path), record.unwrap_or_default()))
    }

    pub(crate) fn write(&self, record: &DeviceRecord) -> io::Result<()> {
        write_privately(&self.0, &serde_json::to_vec(record)?, false)
    }
}
