#![doc = include_str!("../README.md")]

mod device;
mod erase;
mod gate;
mod owner;
mod presentation;
mod protection;
mod push;
mod server;
mod session_check;
mod sign_in;
mod version;

pub use device::{DeviceFacts, DeviceIntegrity};
pub use erase::EraseReason;
pub use gate::{BlockReason, GateFacts, GateVerdict, SessionFacts, gate_verdict};
pub use owner::{OwnerEvent, OwnerState, RELOCK_AFTER};
pub use presentation::{Presentation, PresentationFacts, Withheld, presentation};
pub use protection::{Protection, protection};
pub use push::{Acceptance, PushFacts, Rejection, SignatureFault, SignatureState, accept_push};
pub use server::ServerPolicy;
pub use session_check::{SESSION_CHECK_LIMIT, next_session_check};
pub use sign_in::{SignInOffer, may_use_server, sign_in_offer};
pub use version::ServerVersion;
