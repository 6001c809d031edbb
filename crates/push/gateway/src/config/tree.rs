//! Configuration files as trees whose every value knows where it was written.
//!
//! JSON, TOML and the environment all become the same tree, of which the settings are then read by their types. So every
//! mistake can be told with its line and key, all in one go, whatever the file's form.

mod environment;
mod fault;
mod json;
mod node;
mod read;
mod toml;

pub(crate) use environment::{overlay, underlay};
pub(crate) use json::from_json;
pub(crate) use node::{Node, Place, Value};
pub(crate) use read::{keys_of, read};
pub(crate) use toml::from_toml;
