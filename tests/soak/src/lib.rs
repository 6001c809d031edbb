#![doc = include_str!("../README.md")]

pub mod program;
pub mod push;
pub mod server;
