use std::{fmt, sync::Arc};

use crate::{
    Biometrics, Integrity, Keychain, ManagedSettingsSource, Notifications, PushTokens, Reachability, StorageFolder,
    Transport,
};

/// All ports of one device. Cloning shares them.
#[derive(Clone)]
pub struct Host {
    /// HTTP and WebSocket.
    pub transport: Arc<dyn Transport>,
    /// Secrets.
    pub keychain: Arc<dyn Keychain>,
    /// The owner's face, fingerprint or passcode.
    pub biometrics: Arc<dyn Biometrics>,
    /// Signs of tampering.
    pub integrity: Arc<dyn Integrity>,
    /// What the device's administrator set.
    pub managed_settings: Arc<dyn ManagedSettingsSource>,
    /// Where pushes for this app go.
    pub push_tokens: Arc<dyn PushTokens>,
    /// The operating system's notifications.
    pub notifications: Arc<dyn Notifications>,
    /// Where files go.
    pub storage: Arc<dyn StorageFolder>,
    /// Whether there is a network.
    pub reachability: Arc<dyn Reachability>,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Host(…)")
    }
}
