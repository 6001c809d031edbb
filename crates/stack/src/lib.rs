#![doc = include_str!("../README.md")]

pub mod config;
pub mod demo;
mod folder;
pub mod overview;
mod stack;
pub mod trace;
mod vendors;

pub use folder::start_over;
pub use stack::{RunningStack, SimulatorAddresses, Stack, StackAddresses};
pub use vendors::gateway_config;
