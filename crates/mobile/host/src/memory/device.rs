use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use parking_lot::Mutex;

use countersign_primitives::DeviceId;

use crate::{Biometrics, Integrity, IntegrityReport, ManagedSettingsSource, OwnerAnswer, PushTokens, Reachability};

/// Answers every prompt as it was told to. By default the owner is recognised.
#[derive(Debug)]
pub struct MemoryBiometrics {
    secured: AtomicBool,
    recognises: AtomicBool,
    prompts: Mutex<Vec<String>>,
}

impl Default for MemoryBiometrics {
    fn default() -> Self {
        Self { secured: AtomicBool::new(true), recognises: AtomicBool::new(true), prompts: Mutex::default() }
    }
}

impl MemoryBiometrics {
    /// Whether anything is set up.
    pub fn set_secured(&self, secured: bool) {
        self.secured.store(secured, Ordering::SeqCst);
    }

    /// Whether the owner is recognised from now on.
    pub fn set_recognises(&self, recognises: bool) {
        self.recognises.store(recognises, Ordering::SeqCst);
    }

    /// The reasons of all prompts so far.
    pub fn prompts(&self) -> Vec<String> {
        self.prompts.lock().clone()
    }
}

#[async_trait]
impl Biometrics for MemoryBiometrics {
    fn is_secured(&self) -> bool {
        self.secured.load(Ordering::SeqCst)
    }

    async fn authenticate(&self, reason: &str) -> OwnerAnswer {
        self.prompts.lock().push(reason.to_owned());
        if self.recognises.load(Ordering::SeqCst) { OwnerAnswer::Authenticated } else { OwnerAnswer::Refused }
    }
}

/// Reports what it was told to; by default nothing suspicious.
#[derive(Debug)]
pub struct MemoryIntegrity(Mutex<IntegrityReport>);

impl Default for MemoryIntegrity {
    fn default() -> Self {
        Self(Mutex::new(IntegrityReport::Sound))
    }
}

impl MemoryIntegrity {
    /// What to report from now on.
    pub fn set(&self, report: IntegrityReport) {
        *self.0.lock() = report;
    }
}

impl Integrity for MemoryIntegrity {
    fn check(&self) -> IntegrityReport {
        *self.0.lock()
    }
}

/// Managed settings; by default the device is unmanaged.
#[derive(Debug, Default)]
pub struct MemoryManagedSettings(Mutex<Option<String>>);

impl MemoryManagedSettings {
    /// The settings from now on, as a JSON object.
    pub fn set(&self, json: Option<&str>) {
        *self.0.lock() = json.map(str::to_owned);
    }
}

impl ManagedSettingsSource for MemoryManagedSettings {
    fn current(&self) -> Option<String> {
        self.0.lock().clone()
    }
}

/// A push token; none by default, and notifications are allowed.
#[derive(Debug, Default)]
pub struct MemoryPushTokens {
    token: Mutex<Option<DeviceId>>,
    forbidden: AtomicBool,
}

impl MemoryPushTokens {
    /// The token from now on.
    pub fn set(&self, token: Option<DeviceId>) {
        *self.token.lock() = token;
    }

    /// Whether the user allows notifications from now on.
    pub fn set_allowed(&self, allowed: bool) {
        self.forbidden.store(!allowed, Ordering::SeqCst);
    }
}

impl PushTokens for MemoryPushTokens {
    fn current(&self) -> Option<DeviceId> {
        self.token.lock().clone()
    }

    fn notifications_allowed(&self) -> bool {
        !self.forbidden.load(Ordering::SeqCst)
    }
}

/// Online until it is told otherwise.
#[derive(Debug, Default)]
pub struct MemoryReachability {
    offline: AtomicBool,
}

impl MemoryReachability {
    /// Whether there is a network from now on.
    pub fn set_online(&self, online: bool) {
        self.offline.store(!online, Ordering::SeqCst);
    }
}

impl Reachability for MemoryReachability {
    fn is_online(&self) -> bool {
        !self.offline.load(Ordering::SeqCst)
    }
}
