//! Everything in one process.

pub mod trace;
