//! The pool and the one-shot request against real peers on loopback.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod client;
mod dialling;
mod exchange;
mod faults;
mod streams;
mod support;
mod tunnel;
