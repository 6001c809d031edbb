#![doc = include_str!("../README.md")]

mod disk;
mod index;
mod outbox;
mod record;
mod verdicts;
mod writer;

pub use outbox::{FileOutbox, OpenError, OutboxLimits, Recovery};
pub use verdicts::{Entry as VerdictEntry, VerdictLog};
