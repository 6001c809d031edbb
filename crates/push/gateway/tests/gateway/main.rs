//! The gateway through its public surfaces: HTTP in, scripted vendors behind.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod batch;
mod callers;
mod certificate;
mod config;
mod crash;
mod delivery;
mod feedback;
mod golden;
mod http;
mod listener;
mod memory;
mod pacing;
mod process;
mod proxy;
mod records;
mod reload;
mod secrets;
mod shared_queue;
mod support;
mod twin;
mod verdicts;
