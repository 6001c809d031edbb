#![doc = include_str!("../README.md")]

mod clock;
mod device;
mod id;
mod random;
mod secret;
pub mod serde_empty;
mod time;

pub use clock::{Clock, ManualClock};
pub use device::{DeviceId, DeviceIdError, Redacted};
pub use id::{
    AckId, AuditId, CategoryId, ChannelId, ConnectionId, EmojiId, FileId, HookId, IdError, PostId, RequestId, RoleId,
    ServerId, SessionId, TeamId, TokenId, UserId,
};
pub use random::{PooledRandom, Random, SequenceRandom};
pub use secret::Secret;
pub use time::TimestampMs;
