//! The soak's program: `cargo xtask soak --help`.

use std::{path::PathBuf, time::Duration};

use clap::{Parser, Subcommand};
use countersign_soak::{
    program,
    push::{
        self, PushSoak,
        reload::{self, ReloadSoak},
    },
    server::{self, ServerSoak},
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
    /// The push gateway gets new settings all the time while callers post
    Reload(Reload),
    /// The messaging server while people post and listen
    Server(Server),
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

#[derive(clap::Args)]
struct Reload {
    /// How long
    #[arg(long, value_name = "S", default_value_t = 60)]
    seconds: u64,
    /// Milliseconds from one reload to the next
    #[arg(long, value_name = "MS", default_value_t = 100)]
    every: u64,
    /// The gateway's program; built when not given
    #[arg(long)]
    program: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Server {
    /// How many posts must be answered
    #[arg(long, default_value_t = 10_000)]
    posts: usize,
    /// How often it is killed meanwhile
    #[arg(long, default_value_t = 50)]
    kills: usize,
    /// Chooses when it is killed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// An empty PostgreSQL database; SQLite without
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// The server's program; built when not given
    #[arg(long)]
    program: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Push(arguments) => push(arguments),
        Command::Reload(arguments) => reload(arguments),
        Command::Server(arguments) => server(arguments),
    }
}

#[expect(clippy::print_stdout, reason = "the report is what the program is for")]
fn server(arguments: Server) -> anyhow::Result<()> {
    let program = match arguments.program {
        Some(program) => program,
        None => program::build("countersign-server")?,
    };
    let Server { posts, kills, seed, database_url, .. } = arguments;
    let options = ServerSoak { posts, kills, seed, database_url, verbose: true };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(server::run(&program, &options))?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    report.check()
}

#[expect(clippy::print_stdout, reason = "the report is what the program is for")]
fn push(arguments: Push) -> anyhow::Result<()> {
    let program = match arguments.program {
        Some(program) => program,
        None => program::build("countersign-push")?,
    };
    let patience = Duration::from_mins(3);
    let options = PushSoak { kills: arguments.kills, seed: arguments.seed, patience, verbose: true };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(push::run(&program, options))?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    report.check()
}

#[expect(clippy::print_stdout, reason = "the report is what the program is for")]
fn reload(arguments: Reload) -> anyhow::Result<()> {
    let program = match arguments.program {
        Some(program) => program,
        None => program::build("countersign-push")?,
    };
    let options =
        ReloadSoak { lasting: Duration::from_secs(arguments.seconds), every: Duration::from_millis(arguments.every) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(reload::run(&program, options))?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    report.check()
}
