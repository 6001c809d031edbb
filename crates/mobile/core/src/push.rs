//! Pushes: nothing of one is shown, fetched or acknowledged before it is verified; none shows twice; a phone killed
//! half-way goes on from what it wrote down.

mod accepted;
mod act;
mod busy;
mod content;
mod message;
mod open;
mod raw;
mod receive;
mod session;

pub(crate) use busy::{Resuming, settled};
pub(crate) use open::open_notification;
pub use raw::{PushOutcome, RawPush};
pub(crate) use receive::{receive, resume};
