#![doc = include_str!("../README.md")]

mod class;
pub mod conformance;
mod decide;
mod dedupe;
mod device_rate;
mod gate;
mod guard;
mod memory;
mod memory_outbox;
mod outbox;
mod outcome;
mod push;
mod quota;
mod recording;
mod sender;
mod signal;
pub mod verdict;

pub use class::{Lifetimes, PushClass};
pub use decide::{Change, Circumstances, History, Step, decide};
pub use dedupe::Dedupe;
pub use device_rate::DeviceRate;
pub use gate::{Admission, Flow, Gate, TargetState};
pub use guard::{Removal, RemovalGuard};
pub use memory::Memory;
pub use memory_outbox::MemoryOutbox;
pub use outbox::{Claimed, Depth, Outbox, OutboxError};
pub use outcome::{Backoff, Evidence, Fault, Hint, Outcome, PaceScope, Reconnect, StopScope};
pub use push::{DeviceKey, Push, PushId};
pub use quota::Quota;
pub use recording::RecordingSender;
pub use sender::{Attempt, Sender};
pub use signal::{CredentialFault, Facts, Refusal, Signal, Silence, Vendor};
pub use verdict::judge;
