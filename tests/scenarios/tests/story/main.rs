//! What happens between people and phones, over the whole stack in one process: real sockets, TLS, databases, signatures.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed step fails the test")]

mod administrator;
mod crashes;
mod messages;
mod support;
mod vendors;
mod wipes;
