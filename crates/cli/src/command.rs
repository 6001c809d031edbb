//! The subcommands, one a file.

pub(crate) mod bench;
pub(crate) mod phone;
pub(crate) mod sim;
pub(crate) mod up;

use anyhow::{Context, Result};

/// Runs a command that waits for the network.
pub(crate) fn block_on(command: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("the runtime cannot be started")?.block_on(command)
}
