//! The messaging server's binary: `countersign-server --help`.

mod command;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use countersign_system::LogOptions;

use mimalloc::MiMalloc;

use command::{admin, backup, config, relocate, serve};
use countersign_server::ConfigError;

/// The C library's keeps what threads that hash passwords and read the database have freed, for each of them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Bad arguments and configurations end the process with this code.
const BAD_USAGE: u8 = 64;

/// A messaging server for Mattermost's apps and clients
#[derive(Parser)]
#[command(name = "countersign-server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    log: LogOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Serve),
    /// Manage administrators while the server does not run
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Check a configuration, or print what can stand in one
    #[command(subcommand)]
    Config(config::Config),
    /// Copy the data folder of a server on SQLite, which may run
    Backup(backup::Backup),
    /// Move the data of a server that does not run to another database
    Move(relocate::Move),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = arguments.log.start() {
        return complain(&anyhow::Error::msg(error), BAD_USAGE);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
        runtime.block_on(async {
            match arguments.command {
                Command::Serve(serve) => serve::run(serve).await,
                Command::Admin(admin) => admin::run(admin).await,
                Command::Config(config) => config::run(config),
                Command::Backup(backup) => backup::run(backup).await,
                Command::Move(options) => relocate::run(options).await,
            }
        })
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<ConfigError>() => complain(&error, BAD_USAGE),
        Err(error) => complain(&error, 1),
    }
}

#[expect(clippy::print_stderr, reason = "the last word to whoever started the process")]
fn complain(error: &anyhow::Error, code: u8) -> ExitCode {
    eprintln!("countersign-server: {error:#}");
    ExitCode::from(code)
}
