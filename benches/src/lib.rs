#![doc = include_str!("../README.md")]

pub mod push;
mod row;
pub mod server;

pub use row::{Row, all_met, json, text};
