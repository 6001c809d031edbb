//! What the simulated device shows beside the app: its screen, its notifications, its storage, and controls a real
//! phone has as buttons. The page in the browser draws it; TypeScript is generated from these types.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use countersign_primitives::TimestampMs;

/// The device's whole state: `GET /device`, and each `device` event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeviceView {
    /// Whose phone, for people.
    pub name: String,
    /// `ios` or `android`.
    pub platform: DevicePlatform,
    /// What the app is doing.
    pub app: AppPresence,
    /// Whether the screen is locked.
    pub locked: bool,
    /// Whether the device has a network.
    pub online: bool,
    /// Whether the device looks jailbroken or rooted.
    pub jailbroken: bool,
    /// The number on the app's icon.
    #[ts(type = "number")]
    pub badge: i64,
    /// Notifications in the tray, newest first.
    pub notifications: Vec<NotificationView>,
    /// What the app keeps on the device.
    pub storage: StorageView,
    /// A question of the device to its owner, while one is open.
    pub prompt: Option<String>,
}

/// The kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DevicePlatform {
    /// An iPhone.
    Ios,
    /// An Android phone.
    Android,
}

/// What the app is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AppPresence {
    /// On the screen.
    Foreground,
    /// Behind the home screen.
    Background,
    /// Not running: the process is gone.
    Killed,
}

/// A notification of the operating system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotificationView {
    /// Stable while it is shown.
    pub id: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Groups notifications of one channel or thread.
    pub thread: String,
    /// When it was shown.
    #[ts(type = "number")]
    pub shown_at: TimestampMs,
}

/// What the app keeps on the device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StorageView {
    /// Names of the keychain's entries. Never their contents.
    pub keys: Vec<String>,
    /// Files below the app's folder.
    pub files: Vec<StoredFileView>,
}

/// A file of the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StoredFileView {
    /// Path below the app's folder.
    pub path: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size_bytes: u64,
}

/// A control: `POST /device`. Replies the new [`DeviceView`].
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "control", content = "args", rename_all = "snake_case")]
#[ts(export)]
pub enum DeviceControl {
    /// Opens the app, starting it when it is not running.
    OpenApp,
    /// Back to the home screen.
    PressHome,
    /// Kills the app's process.
    KillApp,
    /// Locks or unlocks the screen.
    SetLocked(bool),
    /// Takes or gives the network.
    SetOnline(bool),
    /// Pretends to be jailbroken or rooted.
    SetJailbroken(bool),
    /// Answers an open [`DeviceView::prompt`]: the owner authenticated, or did not.
    AnswerPrompt(bool),
    /// Taps a notification: opens the app where it leads.
    TapNotification(String),
    /// Swipes a notification away.
    DismissNotification(String),
}

/// What the phone did with a push, in order: `phone` steps of the trace, and `trace` events of `GET /events`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PhoneTrace {
    /// When.
    #[ts(type = "number")]
    pub at_ms: TimestampMs,
    /// The push's `ack_id`, when the step belongs to a push.
    pub ack_id: Option<String>,
    /// `received`, `verified`, `rejected`, `fetched`, `shown`, `acked`, `cleared`, `opened`, `erased`, ….
    pub step: String,
    /// One line for people.
    pub summary: String,
    /// What was seen, as JSON: payload, claims, answer.
    #[ts(type = "unknown")]
    pub detail: Value,
}
