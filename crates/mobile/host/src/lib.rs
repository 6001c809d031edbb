#![doc = include_str!("../README.md")]

mod device;
mod host;
mod keychain;
pub mod memory;
mod notifications;
mod storage;
mod transport;

pub use device::{
    Biometrics, Integrity, IntegrityReport, ManagedSettingsSource, OwnerAnswer, PushTokens, Reachability,
};
pub use host::Host;
pub use keychain::{Keychain, KeychainError};
pub use notifications::{Notification, NotificationError, Notifications};
pub use storage::StorageFolder;
pub use transport::{HttpMethod, HttpRequest, HttpResponse, SocketFrame, Transport, TransportError, WebSocket};
