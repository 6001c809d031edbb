#![doc = include_str!("../README.md")]

mod command;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use countersign_system::LogOptions;

use command::{bench, phone, sim, up};

/// Mistakes of usage end the process with this code.
const BAD_USAGE: u8 = 64;

/// Countersign: team messaging on phones, tried on one machine
#[derive(Parser)]
#[command(name = "countersign", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    log: LogOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything: simulated Apple and Google, push gateway, server, console and two phones
    Up(up::Up),
    /// Run one simulated phone
    Phone(phone::Phone),
    /// Run simulators of services
    #[command(subcommand)]
    Sim(sim::Sim),
    /// Measure
    #[command(subcommand)]
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // What people need to know is in the summary.
    if let Err(error) = arguments.log.start_from("warn") {
        return complain(&anyhow::Error::msg(error), BAD_USAGE);
    }
    let outcome = match arguments.command {
        Command::Up(up) => command::block_on(up::run(up)),
        Command::Phone(phone) => command::block_on(phone::run(phone)),
        Command::Sim(sim) => command::block_on(sim::run(sim)),
        Command::Bench(bench) => bench::run(&bench),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error, 1),
    }
}

#[expect(clippy::print_stderr, reason = "the last word to whoever started the process")]
fn complain(error: &anyhow::Error, code: u8) -> ExitCode {
    eprintln!("countersign: {error:#}");
    ExitCode::from(code)
}
