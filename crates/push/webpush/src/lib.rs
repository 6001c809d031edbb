#![doc = include_str!("../README.md")]

mod answer;
mod connection;
mod encryption;
mod guard;
mod message;
mod origin;
mod recipient;
mod resolver;
mod sender;
mod topic;
mod vapid;

pub use encryption::{Ephemeral, PLAINTEXT_CLASSES, TooLong, encrypt};
pub use guard::{Guard, HostRule, HostRuleError, Refused};
pub use message::message;
pub use recipient::{Recipient, RecipientError};
pub use resolver::{Resolver, SystemResolver};
pub use sender::{WebPushSender, WebPushTarget};
pub use vapid::{VapidKey, VapidKeyError, VapidSubject, VapidSubjectError};
