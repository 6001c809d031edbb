//! The way of an upload: bytes come in as a stream, and a stored file with everything made of it comes out.

mod outcome;
mod process;
mod receive;

pub use self::{
    outcome::{IntakeConfig, IntakeError, PictureFacts, Received},
    process::{Processed, process},
    receive::Intake,
};
