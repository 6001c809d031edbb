//! In-memory versions of the ports, for tests: each does what its trait promises and lets the test look and interfere.

mod device;
mod keychain;
mod notifications;
mod storage;
mod transport;

pub use device::{MemoryBiometrics, MemoryIntegrity, MemoryManagedSettings, MemoryPushTokens, MemoryReachability};
pub use keychain::MemoryKeychain;
pub use notifications::MemoryNotifications;
pub use storage::FixedFolder;
pub use transport::{MemoryTransport, Scripted};
