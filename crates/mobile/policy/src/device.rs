/// What is known about the device at this moment. The default is a device with a screen lock and nothing suspicious.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceFacts {
    /// Whether the operating system was tampered with.
    pub integrity: DeviceIntegrity,
    /// Whether a face, a fingerprint or a passcode protects the device at all.
    pub secured: bool,
}

impl Default for DeviceFacts {
    fn default() -> Self {
        Self { integrity: DeviceIntegrity::Sound, secured: true }
    }
}

/// Whether the operating system was tampered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceIntegrity {
    /// No sign of it.
    Sound,
    /// Jailbroken or rooted.
    Compromised,
    /// The check could not be made. Counts as [`DeviceIntegrity::Compromised`] where protection is on.
    Unknown,
}
