//! Everything in one process.

pub mod demo;
pub mod trace;
