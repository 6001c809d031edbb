#![doc = include_str!("../README.md")]

mod ack;
mod answer;
mod batch;
mod device;
mod feedback;
mod message;
mod signature;

pub use ack::PushAck;
pub use answer::{PushAnswer, PushStatus};
pub use batch::BatchAnswer;
pub use device::{DevicePush, DevicePushError};
pub use feedback::{FeedbackPage, LateVerdict};
pub use message::{BADGE_UNTOUCHED, CATEGORY_CAN_REPLY, PushMessage, PushTransport, PushType};
pub use signature::{NO_SIGNATURE, PushClaims};
