use async_trait::async_trait;

use countersign_primitives::DeviceId;

/// Asks the device's owner to authenticate, by face, fingerprint or passcode.
#[async_trait]
pub trait Biometrics: Send + Sync + 'static {
    /// Whether any of them is set up on the device.
    fn is_secured(&self) -> bool;

    /// Asks, and waits for the answer. `reason` is shown in the prompt. One prompt at a time: the core sees to it.
    async fn authenticate(&self, reason: &str) -> OwnerAnswer;
}

/// What became of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerAnswer {
    /// The owner was recognised.
    Authenticated,
    /// Cancelled, or not recognised.
    Refused,
}

/// Looks for signs that the operating system was tampered with.
pub trait Integrity: Send + Sync + 'static {
    /// Looks now. Called at launch, on coming to the foreground and before a push is shown: must be quick.
    fn check(&self) -> IntegrityReport;
}

/// What an [`Integrity`] check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrityReport {
    /// Nothing suspicious.
    Sound,
    /// Jailbroken or rooted.
    Compromised,
    /// The check could not be made.
    Unknown,
}

/// What the device's administrator set for this app (`AppConfig`): `com.apple.configuration.managed` on iOS,
/// application restrictions on Android.
pub trait ManagedSettingsSource: Send + Sync + 'static {
    /// The values now, as a JSON object; `None` on an unmanaged device. The host tells the core when they change.
    fn current(&self) -> Option<String>;
}

/// Where pushes for this app on this device go.
pub trait PushTokens: Send + Sync + 'static {
    /// Prefix and token, such as `apple_rn-v2:…`; `None` until the platform has given one. The host tells the core when
    /// it changes.
    fn current(&self) -> Option<DeviceId>;

    /// Whether the user allows notifications for this app.
    fn notifications_allowed(&self) -> bool;
}

/// Whether the device has a network.
pub trait Reachability: Send + Sync + 'static {
    /// Whether a request has any chance now. A wrong "yes" costs a failed request, a wrong "no" a delay; the host tells
    /// the core when it changes.
    fn is_online(&self) -> bool;
}
