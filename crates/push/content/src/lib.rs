#![doc = include_str!("../README.md")]

mod content;
mod cut;
mod emoji;
mod go_json;

pub use content::{Compat, Content, DEFAULT_ID_ONLY_TEXT, Policy};
pub use cut::shorten;
pub use go_json::escape_as_go;
