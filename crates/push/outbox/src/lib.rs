#![doc = include_str!("../README.md")]

mod disk;
mod index;
mod outbox;
mod record;
mod writer;

pub use outbox::{FileOutbox, OpenError, OutboxLimits, Recovery};
