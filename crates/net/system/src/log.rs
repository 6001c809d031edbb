use std::io::{self, IsTerminal};

use clap::{Args, ValueEnum};
use tracing_subscriber::{EnvFilter, fmt};

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people; with colours on a terminal.
    Human,
    /// One JSON object a line, for collectors.
    Json,
}

/// The log options every binary shares. Lines go to standard error.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Logging")]
pub struct LogOptions {
    /// What to log: a level, or levels by part, as `info,countersign_push=debug`
    #[arg(long = "log", env = "COUNTERSIGN_LOG", default_value = "info", global = true)]
    filter: String,
    /// How log lines look; default: human on a terminal, json elsewhere
    #[arg(long = "log-format", env = "COUNTERSIGN_LOG_FORMAT", value_enum, global = true)]
    format: Option<LogFormat>,
}

impl LogOptions {
    /// Starts logging for the whole process. Call once; a second call changes nothing.
    ///
    /// # Errors
    /// The filter makes no sense; the text says where.
    pub fn start(&self) -> Result<(), String> {
        let filter = EnvFilter::try_new(&self.filter).map_err(|error| {
            format!("--log {:?} makes no sense: {error}; try `info` or `info,countersign_push=debug`", self.filter)
        })?;
        let human = if io::stderr().is_terminal() { LogFormat::Human } else { LogFormat::Json };
        let lines = fmt().with_env_filter(filter).with_writer(io::stderr);
        let started = match self.format.unwrap_or(human) {
            LogFormat::Human => lines.with_ansi(io::stderr().is_terminal()).with_target(false).try_init(),
            LogFormat::Json => lines.json().flatten_event(true).try_init(),
        };
        drop(started);
        Ok(())
    }
}
