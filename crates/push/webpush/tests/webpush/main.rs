//! The sender against a Web Push service that checks and decrypts, and against peers that do what they are told.

#![allow(clippy::unwrap_used, reason = "tests")]

mod golden;
mod guard;
mod origins;
mod protocols;
mod service;
mod support;
