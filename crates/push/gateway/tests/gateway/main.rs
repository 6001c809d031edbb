//! The gateway through its public surfaces: HTTP in, scripted vendors behind.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod crash;
mod delivery;
mod golden;
mod http;
mod listener;
mod memory;
mod process;
mod reload;
mod support;
mod verdicts;
