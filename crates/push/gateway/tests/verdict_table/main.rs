//! The whole verdict table: every reason of Apple's under every status, every code of Google's, each through the whole
//! gateway against the simulated vendors. What the caller hears, how often the vendor is asked, whether the token is
//! removed, whether the push waits, whether an operator must look.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod apple;
mod google;
mod stage;
