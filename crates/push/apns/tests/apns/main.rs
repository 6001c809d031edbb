//! The sender against a scripted peer.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod certificate;
mod provider_token;
mod sending;
