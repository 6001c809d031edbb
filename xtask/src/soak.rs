use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;

/// What to run.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Options {
    /// Passed on to the soak: `push --kills 1000 --seed 1`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the soak and the programs it kills, and runs it.
pub fn run(options: &Options) -> Result<()> {
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--package", "countersign-soak", "--"])
        .args(&options.arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status()
        .context("cargo cannot be started")?;
    ensure!(status.success(), "the soak failed");
    Ok(())
}
