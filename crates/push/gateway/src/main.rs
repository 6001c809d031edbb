//! The push gateway's binary: `countersign-push --help`.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use countersign_push::{Gateway, GatewayConfig, RunningGateway, Surroundings};
use countersign_system::{LogOptions, OsRandom, Signal, Signals, SystemClock};
use countersign_webpush::VapidKey;

/// Bad settings end the process with this code.
const BAD_SETTINGS: u8 = 64;

/// A push gateway for Mattermost servers: takes their pushes and sees to it that Apple and Google get them
#[derive(Parser)]
#[command(name = "countersign-push", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    log: LogOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Run the gateway
    Serve(Serve),
    /// Make a key pair for Web Push and print it
    VapidKey,
}

#[derive(Args)]
struct Serve {
    /// The configuration file: TOML when its name ends in .toml, otherwise the incumbent's JSON
    #[arg(long, env = "COUNTERSIGN_PUSH_CONFIG")]
    config: PathBuf,
    /// Check the configuration, say what is wrong with it, and end
    #[arg(long)]
    check: bool,
    /// Keep accepted pushes in this folder, whatever the configuration says
    #[arg(long, env = "COUNTERSIGN_PUSH_QUEUE_FOLDER")]
    queue_folder: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = arguments.log.start() {
        return bad_settings(&error);
    }
    let serve = match arguments.command {
        Command::Serve(serve) => serve,
        Command::VapidKey => return vapid_key(),
    };
    let config = match load(&serve) {
        Ok(config) => config,
        Err(error) => return bad_settings(&error),
    };
    match run(&serve, config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
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

fn load(serve: &Serve) -> Result<GatewayConfig, String> {
    let loaded = GatewayConfig::load(&serve.config).map_err(|error| error.to_string())?;
    for notice in &loaded.notices {
        tracing::info!("{notice}");
    }
    let mut config = loaded.config;
    if serve.queue_folder.is_some() {
        config.queue_folder.clone_from(&serve.queue_folder);
    }
    Ok(config)
}

/// One thread where there is one core, as many as there are cores otherwise.
fn run(serve: &Serve, config: GatewayConfig) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut runtime = if cores == 1 {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    runtime.enable_all().build().context("the runtime cannot be started")?.block_on(serve_until_stopped(serve, config))
}

async fn serve_until_stopped(serve: &Serve, mut config: GatewayConfig) -> Result<()> {
    let surroundings = Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), observer: None };
    if serve.check {
        // Everything but the ports and the queue: what is built is dropped again.
        config.listen.set_port(0);
        config.admin_listen = None;
        config.queue_folder = None;
        Gateway::start(config, surroundings).await.map(drop)?;
        tracing::info!("the configuration is good");
        return Ok(());
    }
    let mut signals = Signals::new().context("signals cannot be taken over")?;
    let mut gateway = Gateway::start(config, surroundings).await?;
    tracing::info!(address = %gateway.addr(), "the push gateway listens");
    loop {
        match signals.next().await {
            Signal::Stop => break,
            Signal::Reload => reload(serve, &mut gateway).await,
        }
    }
    tracing::info!("stopping");
    gateway.shutdown().await;
    Ok(())
}

async fn reload(serve: &Serve, gateway: &mut RunningGateway) {
    let outcome = match load(serve) {
        Ok(config) => gateway.reload(&config).await.map_err(|error| error.to_string()),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => tracing::info!("the configuration was read again"),
        Err(error) => tracing::error!("the configuration was not taken over, the old one stays: {error}"),
    }
}
