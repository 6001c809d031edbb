//! The soak's program: `cargo xtask soak --help`.

use std::{path::PathBuf, time::Duration};

use clap::{Parser, Subcommand};
use countersign_soak::{
    program,
    push::{self, PushSoak},
};

/// Kills the real programs at random moments and counts what was promised and kept
#[derive(Parser)]
#[command(name = "cargo xtask soak")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The push gateway between callers and simulated vendors
    Push(Push),
}

#[derive(clap::Args)]
struct Push {
    /// How often it is killed
    #[arg(long, default_value_t = 1000)]
    kills: u64,
    /// Chooses when it is killed and how the vendors are
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The gateway's program; built when not given
    #[arg(long)]
    program: Option<PathBuf>,
}

#[expect(clippy::print_stdout, reason = "the report is what the program is for")]
fn main() -> anyhow::Result<()> {
    let Command::Push(arguments) = Arguments::parse().command;
    let program = match arguments.program {
        Some(program) => program,
        None => program::build("countersign-push", "countersign-push")?,
    };
    let patience = Duration::from_mins(3);
    let options = PushSoak { kills: arguments.kills, seed: arguments.seed, patience, verbose: true };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(push::run(&program, options))?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    report.check()
}
