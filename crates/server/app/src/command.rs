//! The subcommands, one a file.

pub(crate) mod admin;
pub(crate) mod serve;
