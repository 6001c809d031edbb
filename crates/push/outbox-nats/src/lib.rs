#![doc = include_str!("../README.md")]

mod config;
mod keeper;
mod lease;
mod outbox;
mod reader;
mod remover;
mod segments;
mod shared;

pub use config::{NatsOutboxConfig, OpenError};
pub use outbox::NatsOutbox;
