#![doc = include_str!("../README.md")]

mod key;
mod parse;
mod settings;

pub use key::{KEYS, Key, KeyId, Platforms, ValueType};
pub use settings::{ManagedSettings, Problem, ProblemKind};
