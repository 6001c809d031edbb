//! The subcommands, one a file.

pub(crate) mod admin;
pub(crate) mod backup;
pub(crate) mod config;
pub(crate) mod relocate;
pub(crate) mod serve;
mod settings;
