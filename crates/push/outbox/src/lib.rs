#![doc = include_str!("../README.md")]

mod disk;
mod index;
mod outbox;
mod record;
mod verdicts;
mod writer;

pub use outbox::{FileOutbox, OpenError, OutboxLimits, Recovery};
pub use verdicts::{Entry as VerdictEntry, VerdictLog};

/// What reads files, laid open for fuzzing. Not part of the interface.
#[doc(hidden)]
pub mod parsers {
    pub use crate::{record::lengths as log, verdicts::lengths as verdicts};
}
