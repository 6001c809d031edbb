#![doc = include_str!("../README.md")]

mod content;
mod cut;
mod emoji;

pub use content::{Compat, Content, DEFAULT_ID_ONLY_TEXT, Policy};
pub use cut::shorten;
