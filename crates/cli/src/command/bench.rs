mod server;

use std::{path::PathBuf, time::Duration};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use countersign_benches::{Row, all_met, json, push, text};

/// What can be measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// The push gateway, and the bare HTTP/2 library beside it in the same run
    Push(Push),
    /// The messaging server: ours, started for the purpose, or any other by its public API
    Server(server::Server),
}

/// Options of `bench push`.
#[derive(Args)]
pub(crate) struct Push {
    /// The gateway's binary, built in release [default: `countersign-push` beside this program]
    #[arg(long, value_name = "FILE")]
    gateway: Option<PathBuf>,
    /// Seconds each figure is measured
    #[arg(long, value_name = "S", default_value_t = 4)]
    seconds: u64,
    #[command(flatten)]
    output: Output,
}

/// How figures are shown.
#[derive(Args)]
struct Output {
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Fail when a figure misses its goal
    #[arg(long)]
    check: bool,
}

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<()> {
    match bench {
        Bench::Push(bench) => push(bench),
        Bench::Server(bench) => show(&server::run(bench)?, &bench.output),
    }
}

fn push(bench: &Push) -> Result<()> {
    let mut options = push::Options::beside_this_binary()?;
    options.measure = Duration::from_secs(bench.seconds);
    if let Some(gateway) = &bench.gateway {
        options.gateway.clone_from(gateway);
    }
    show(&push::run(&options)?, &bench.output)
}

#[expect(clippy::print_stdout, reason = "the figures are what was asked for")]
fn show(rows: &[Row], output: &Output) -> Result<()> {
    if output.json {
        println!("{}", json(rows));
    } else {
        print!("{}", text(rows));
    }
    if output.check && !all_met(rows) {
        bail!("some figures miss their goals");
    }
    Ok(())
}
