//! Pushes: queued with what they tell about, put together and signed when they leave, tried until the gateway has them.

mod address;
mod badge;
mod clear;
mod clear_thread;
mod contents;
mod deliver;
mod feedback;
mod test_push;
mod worker;

pub(crate) use address::{Addressed, address};
pub(crate) use badge::update_badge;
pub(crate) use clear::clear_channel;
pub(crate) use clear_thread::clear_thread;
pub(crate) use contents::{Content, message_content};
pub use feedback::take_feedback;
pub use test_push::{Reachability, test_push};
pub use worker::{WorkerConfig, run_outbox};
