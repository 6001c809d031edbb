//! The device around the app: its switches, its tray, its prompt. Implements the host ports that are no network.

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::{oneshot, watch};

use countersign_mobile_host::{
    Biometrics, Integrity, IntegrityReport, Keychain, ManagedSettingsSource, Notification, NotificationError,
    Notifications, OwnerAnswer, PushTokens, Reachability, StorageFolder,
};
use countersign_primitives::{Clock, DeviceId};

use crate::{
    device::{AppPresence, DevicePlatform, DeviceView, NotificationView, StorageView},
    storage::{DeviceRecord, FolderKeychain, RecordFile, TrayEntry, list_files},
};

/// One device.
pub(crate) struct Hardware {
    name: String,
    platform: DevicePlatform,
    clock: Arc<dyn Clock>,
    pub(crate) keychain: Arc<FolderKeychain>,
    app_folder: PathBuf,
    file: RecordFile,
    state: Mutex<State>,
    online: watch::Sender<bool>,
    changes: watch::Sender<u64>,
}

struct State {
    record: DeviceRecord,
    presence: AppPresence,
    managed: Option<Value>,
    /// Questions to the owner; the first is on the screen.
    prompts: VecDeque<Prompt>,
}

struct Prompt {
    reason: String,
    answer: oneshot::Sender<OwnerAnswer>,
}

impl Hardware {
    /// Switches a device on: what it remembered is there, its app does not run.
    pub(crate) fn new(
        name: String,
        platform: DevicePlatform,
        data_dir: &Path,
        managed: Option<Value>,
        clock: Arc<dyn Clock>,
    ) -> io::Result<Self> {
        let keychain = Arc::new(FolderKeychain::new(data_dir.join("keychain"))?);
        let (file, record) = RecordFile::open(&data_dir.join("device"))?;
        let app_folder = data_dir.join("app");
        std::fs::create_dir_all(&app_folder)?;
        let online = watch::Sender::new(record.online);
        let state = State { record, presence: AppPresence::Killed, managed, prompts: VecDeque::new() };
        let state = Mutex::new(state);
        Ok(Self { name, platform, clock, keychain, app_folder, file, state, online, changes: watch::Sender::new(0) })
    }

    /// Everything the page draws.
    pub(crate) fn view(&self) -> DeviceView {
        let storage =
            StorageView { keys: self.keychain.names().unwrap_or_default(), files: list_files(&self.app_folder) };
        let state = self.state.lock();
        let record = &state.record;
        DeviceView {
            name: self.name.clone(),
            platform: self.platform,
            app: state.presence,
            locked: record.locked,
            online: record.online,
            jailbroken: record.jailbroken,
            badge: record.badge,
            notifications: record.tray.iter().rev().map(notification_view).collect(),
            storage,
            prompt: state.prompts.front().map(|prompt| prompt.reason.clone()),
        }
    }

    /// Counts up whenever the view may be different.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Whether there is a network; wakes whoever waits for it.
    pub(crate) fn online(&self) -> watch::Receiver<bool> {
        self.online.subscribe()
    }

    pub(crate) fn presence(&self) -> AppPresence {
        self.state.lock().presence
    }

    pub(crate) fn set_presence(&self, presence: AppPresence) {
        self.state.lock().presence = presence;
        self.changed();
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.state.lock().record.locked
    }

    pub(crate) fn push_token(&self) -> Option<String> {
        self.state.lock().record.push_token.clone()
    }

    pub(crate) fn set_push_token(&self, token: Option<String>) {
        self.remember(|record| record.push_token = token);
    }

    pub(crate) fn set_locked(&self, locked: bool) {
        self.remember(|record| record.locked = locked);
    }

    pub(crate) fn set_jailbroken(&self, jailbroken: bool) {
        self.remember(|record| record.jailbroken = jailbroken);
    }

    pub(crate) fn set_online(&self, online: bool) {
        self.remember(|record| record.online = online);
        self.online.send_replace(online);
    }

    /// Answers the open prompt, if there is one.
    pub(crate) fn answer_prompt(&self, authenticated: bool) {
        let prompt = self.state.lock().prompts.pop_front();
        if let Some(prompt) = prompt {
            let answer = if authenticated { OwnerAnswer::Authenticated } else { OwnerAnswer::Refused };
            // Whoever asked may be gone.
            let _ = prompt.answer.send(answer);
            self.changed();
        }
    }

    /// Takes every prompt off the screen: the app left it.
    pub(crate) fn cancel_prompts(&self) {
        let prompts = std::mem::take(&mut self.state.lock().prompts);
        drop(prompts);
        self.changed();
    }

    /// Whether a notification is in the tray.
    pub(crate) fn shows(&self, id: &str) -> bool {
        self.state.lock().record.tray.iter().any(|entry| entry.id == id)
    }

    /// Changes what the device remembers, on disk before anybody sees it.
    fn remember(&self, change: impl FnOnce(&mut DeviceRecord)) {
        let mut state = self.state.lock();
        let before = state.record.clone();
        change(&mut state.record);
        if state.record == before {
            return;
        }
        if let Err(error) = self.file.write(&state.record) {
            tracing::error!(%error, "the simulated device cannot write its record");
        }
        drop(state);
        self.changed();
    }
}

fn notification_view(entry: &TrayEntry) -> NotificationView {
    NotificationView {
        id: entry.id.clone(),
        title: entry.title.clone(),
        body: entry.body.clone(),
        thread: entry.thread.clone(),
        shown_at: entry.shown_at,
    }
}

#[async_trait]
impl Biometrics for Hardware {
    fn is_secured(&self) -> bool {
        true
    }

    async fn authenticate(&self, reason: &str) -> OwnerAnswer {
        let (answer, answered) = oneshot::channel();
        self.state.lock().prompts.push_back(Prompt { reason: reason.to_owned(), answer });
        self.changed();
        answered.await.unwrap_or(OwnerAnswer::Refused)
    }
}

impl Integrity for Hardware {
    fn check(&self) -> IntegrityReport {
        if self.state.lock().record.jailbroken { IntegrityReport::Compromised } else { IntegrityReport::Sound }
    }
}

impl ManagedSettingsSource for Hardware {
    fn current(&self) -> Option<String> {
        self.state.lock().managed.as_ref().map(Value::to_string)
    }
}

impl PushTokens for Hardware {
    fn current(&self) -> Option<DeviceId> {
        let prefix = match self.platform {
            DevicePlatform::Ios => "apple_rn-v2",
            DevicePlatform::Android => "android_rn-v2",
        };
        format!("{prefix}:{}", self.push_token()?).parse().ok()
    }

    fn notifications_allowed(&self) -> bool {
        true
    }
}

impl Reachability for Hardware {
    fn is_online(&self) -> bool {
        *self.online.borrow()
    }
}

impl StorageFolder for Hardware {
    fn path(&self) -> PathBuf {
        self.app_folder.clone()
    }
}

impl Notifications for Hardware {
    fn show(&self, notification: &Notification) -> Result<(), NotificationError> {
        let entry = TrayEntry::new(notification, self.clock.now());
        self.remember(|record| match record.tray.iter_mut().find(|shown| shown.id == entry.id) {
            Some(shown) => *shown = entry,
            None => record.tray.push(entry),
        });
        Ok(())
    }

    fn remove(&self, id: &str) {
        self.remember(|record| record.tray.retain(|shown| shown.id != id));
    }

    fn remove_thread(&self, account: &str, thread: &str) {
        self.remember(|record| record.tray.retain(|shown| shown.account != account || shown.thread != thread));
    }

    fn remove_account(&self, account: &str) {
        self.remember(|record| record.tray.retain(|shown| shown.account != account));
    }

    fn shown(&self) -> Vec<String> {
        self.state.lock().record.tray.iter().map(|shown| shown.id.clone()).collect()
    }

    fn set_badge(&self, number: i64) {
        if self.state.lock().record.badge != number {
            self.remember(|record| record.badge = number);
        }
    }
}
