//! The subcommands, one a file.

pub(crate) mod admin;
pub(crate) mod backup;
mod database;
pub(crate) mod relocate;
pub(crate) mod serve;
