#![doc = include_str!("../README.md")]

mod bus;
mod ear;
mod envelope;
mod mouth;
mod roll;

pub use bus::{NatsBus, NatsBusConfig, OpenError};
pub use ear::Ear;
