//! Everything in one process.

pub mod demo;
pub mod overview;
pub mod trace;
