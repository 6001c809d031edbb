//! Access tokens and the sender against scripted peers.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod access_token;
mod sending;
mod support;
