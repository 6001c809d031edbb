//! The project's own checks and chores: `cargo xtask --help`.

mod ci;

use clap::{Parser, Subcommand};

/// Checks and chores of the Countersign workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs everything that continuous integration runs.
    Ci(ci::Options),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Ci(options) => ci::run(&options),
    }
}
