#![doc = include_str!("../README.md")]

mod environment;
mod fault;
mod files;
mod json;
mod mistake;
mod node;
mod read;
pub mod reference;
mod toml;

pub use environment::{overlay, underlay};
pub use fault::Fault;
pub use files::Files;
pub use json::from_json;
pub use mistake::{Mistake, Mistakes};
pub use node::{Node, Place, Value};
pub use read::{keys_of, read};
pub use toml::from_toml;
