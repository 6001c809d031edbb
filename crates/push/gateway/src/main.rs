//! The push gateway's binary: `countersign-push --help`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use countersign_push::{Gateway, GatewayConfig, Loaded, RunningGateway, StartError, Surroundings};
use countersign_system::{LogOptions, OsRandom, Signal, Signals, SystemClock};
use countersign_webpush::VapidKey;
use mimalloc::MiMalloc;

mod changes;

use changes::Changes;

/// With a thousand pushes under way the C library's allocator took a fifth of the time of each.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Bad settings end the process with this code.
const BAD_SETTINGS: u8 = 64;

/// A push gateway for Mattermost servers: takes their pushes and sees to it that Apple and Google get them
#[derive(Parser)]
#[command(name = "countersign-push", version, subcommand_negates_reqs = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Without a command: as with `serve`.
    #[command(flatten)]
    serve: Serve,
    #[command(flatten)]
    log: LogOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Run the gateway; also without this word
    Serve(Serve),
    /// Say what is wrong with a configuration, each mistake with its place; ends with 64 when there is any
    Check(Settings),
    /// Print a commented configuration with every key
    Sample,
    /// Make a key pair for Web Push and print it
    VapidKey,
}

#[derive(Args)]
struct Settings {
    /// The configuration file: TOML when its name ends in .toml, otherwise the incumbent's JSON
    #[arg(long, env = "COUNTERSIGN_PUSH_CONFIG", required = true)]
    config: Option<PathBuf>,
    /// Keep accepted pushes in this folder, whatever the configuration says
    #[arg(long, env = "COUNTERSIGN_PUSH_QUEUE_FOLDER")]
    queue_folder: Option<PathBuf>,
}

impl Settings {
    fn config(&self) -> &Path {
        self.config.as_deref().expect("a command does not begin without it")
    }
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// Do as `check` does
    #[arg(long)]
    check: bool,
    /// Read the configuration again whenever it, or a file that it names, changes
    #[arg(long, env = "COUNTERSIGN_PUSH_WATCH")]
    watch: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = arguments.log.start() {
        return bad_settings(&error);
    }
    let ended = match arguments.command.unwrap_or(Command::Serve(arguments.serve)) {
        Command::Serve(Serve { settings, check: true, .. }) | Command::Check(settings) => check(&settings),
        Command::Serve(arguments) => serve(&arguments),
        Command::Sample => return print(include_str!("../sample.toml")),
        Command::VapidKey => return vapid_key(),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Ended::Settings(error)) => bad_settings(&error),
        Err(Ended::Fault(error)) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Why the process ends early.
enum Ended {
    /// What the operator wrote is wrong.
    Settings(String),
    /// Something else.
    Fault(anyhow::Error),
}

impl From<anyhow::Error> for Ended {
    fn from(error: anyhow::Error) -> Self {
        Self::Fault(error)
    }
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn print(text: &str) -> ExitCode {
    print!("{text}");
    ExitCode::SUCCESS
}

/// Both halves, named as in the incumbent's file. Apps register with the public half, and some push servers then take
/// messages of nobody else: the pair must be kept.
#[expect(clippy::print_stdout, reason = "what was asked for")]
fn vapid_key() -> ExitCode {
    let key = VapidKey::generate(&OsRandom);
    println!("VAPIDPublicKey:  {}\nVAPIDPrivateKey: {}", key.public_text(), key.private_text().expose());
    ExitCode::SUCCESS
}

#[expect(clippy::print_stderr, reason = "the log's format does not fit a list of mistakes for a person")]
fn bad_settings(error: &str) -> ExitCode {
    eprintln!("countersign-push: {error}");
    ExitCode::from(BAD_SETTINGS)
}

fn load(settings: &Settings) -> Result<Loaded, String> {
    let loaded = read(settings)?;
    for notice in &loaded.notices {
        tracing::info!("{notice}");
    }
    Ok(loaded)
}

fn read(settings: &Settings) -> Result<Loaded, String> {
    let environment: Vec<_> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let mut loaded = GatewayConfig::load_with(settings.config(), &environment).map_err(|error| error.to_string())?;
    if settings.queue_folder.is_some() {
        loaded.config.queue_folder.clone_from(&settings.queue_folder);
        loaded.config.queue_nats = None;
    }
    Ok(loaded)
}

fn surroundings() -> Surroundings {
    Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), observer: None }
}

/// How many sockets are looked after before what they brought goes out. A thousand callers who were all answered at once
/// ask again at once: the vendor can begin with the first pushes while the last are still being read.
const SOCKETS_A_TURN: usize = 8;

/// One thread where there is one core, as many as there are cores otherwise.
fn runtime() -> Result<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut runtime = if cores == 1 {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    runtime.enable_all().max_io_events_per_tick(SOCKETS_A_TURN).build().context("the runtime cannot be started")
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn check(settings: &Settings) -> Result<(), Ended> {
    let Loaded { config, notices, .. } = read(settings).map_err(Ended::Settings)?;
    let checked = runtime()?.block_on(Gateway::check(config, &surroundings()));
    checked.map_err(|error| Ended::Settings(error.to_string()))?;
    for notice in notices {
        println!("note: {notice}");
    }
    println!("{} is good", settings.config().display());
    Ok(())
}

fn serve(Serve { settings, watch, .. }: &Serve) -> Result<(), Ended> {
    let Loaded { config, files, .. } = load(settings).map_err(Ended::Settings)?;
    let changes = Changes::new(*watch, settings.config(), files);
    runtime()?.block_on(serve_until_stopped(settings, config, changes))
}

async fn serve_until_stopped(settings: &Settings, config: GatewayConfig, mut changes: Changes) -> Result<(), Ended> {
    let mut signals = Signals::new().context("signals cannot be taken over")?;
    let mut gateway = Gateway::start(config, surroundings()).await.map_err(|error| match error {
        StartError::Targets(_) => Ended::Settings(error.to_string()),
        error => Ended::Fault(error.into()),
    })?;
    tracing::info!(address = %gateway.addr(), "the push gateway listens");
    let mut reloads = gateway.take_reloads().context("somebody else answers operators")?;
    loop {
        let asked = tokio::select! {
            signal = signals.next() => match signal {
                Signal::Stop => break,
                Signal::Reload => None,
            },
            Some(asked) = reloads.recv() => Some(asked),
            () = changes.next() => None,
        };
        let outcome = reload(settings, &mut gateway, &mut changes).await;
        if let Some(asked) = asked {
            asked.answer(outcome);
        }
    }
    tracing::info!("stopping");
    gateway.shutdown().await;
    Ok(())
}

async fn reload(settings: &Settings, gateway: &mut RunningGateway, changes: &mut Changes) -> Result<(), String> {
    let outcome = match load(settings) {
        Ok(Loaded { config, files, .. }) => {
            changes.watch(files);
            gateway.reload(&config).await.map_err(|error| error.to_string())
        }
        Err(error) => Err(error),
    };
    match &outcome {
        Ok(()) => tracing::info!("the configuration was read again"),
        Err(error) => tracing::error!("the configuration was not taken over, the old one stays: {error}"),
    }
    outcome
}
