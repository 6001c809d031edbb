#![doc = include_str!("../README.md")]

mod config;
mod connect;

pub use config::{ConfigError, NatsConfig};
pub use connect::{ConnectError, connect};
