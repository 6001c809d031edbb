//! Everything a phone does.

pub mod bridge;
