#![doc = include_str!("../README.md")]

mod ack;
mod answer;
mod device;
mod message;
mod signature;

pub use ack::PushAck;
pub use answer::{PushAnswer, PushStatus};
pub use device::{DevicePush, DevicePushError};
pub use message::{BADGE_UNTOUCHED, CATEGORY_CAN_REPLY, PushMessage, PushTransport, PushType};
pub use signature::{NO_SIGNATURE, PushClaims};
