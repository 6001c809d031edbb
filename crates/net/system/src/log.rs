use std::io::{self, IsTerminal};

use clap::{Args, ValueEnum};
use tracing::{Level, level_filters::LevelFilter};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

mod one_line;

use one_line::OneLine;

/// Libraries that hold what must not be logged: headers with tokens, bodies, keys. More than `info` is never taken from
/// them, whatever was asked for.
const SEALED: [&str; 11] = [
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "rusqlite",
    "tokio_rustls",
    "tokio_tungstenite",
    "tower",
    "tower_http",
    "tungstenite",
];

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
    #[arg(long = "log", env = "COUNTERSIGN_LOG", value_name = "FILTER", global = true)]
    filter: Option<String>,
    /// How log lines look; default: human on a terminal, json elsewhere
    #[arg(long = "log-format", env = "COUNTERSIGN_LOG_FORMAT", value_enum, global = true)]
    format: Option<LogFormat>,
}

impl LogOptions {
    /// Starts logging for the whole process, from `info` up unless told otherwise. Call once; a second call changes
    /// nothing.
    ///
    /// # Errors
    /// The filter makes no sense; the text says where.
    pub fn start(&self) -> Result<(), String> {
        self.start_from("info")
    }

    /// The same with another level when nothing was said.
    ///
    /// # Errors
    /// As for [`LogOptions::start`].
    pub fn start_from(&self, level: &str) -> Result<(), String> {
        let filter = self.filter.as_deref().unwrap_or(level);
        let filter = EnvFilter::try_new(filter).map_err(|error| {
            format!("--log {filter:?} makes no sense: {error}; try `info` or `info,countersign_push=debug`")
        })?;
        let human = if io::stderr().is_terminal() { LogFormat::Human } else { LogFormat::Json };
        let lines = fmt::layer().with_writer(OneLine(io::stderr));
        let lines = match self.format.unwrap_or(human) {
            LogFormat::Human => lines.with_ansi(io::stderr().is_terminal()).with_target(false).boxed(),
            LogFormat::Json => lines.json().flatten_event(true).boxed(),
        };
        let most = filter.max_level_hint().unwrap_or(LevelFilter::TRACE);
        let unsealed = filter_fn(|metadata| !is_sealed(metadata.target(), *metadata.level())).with_max_level_hint(most);
        let started = tracing_subscriber::registry().with(filter).with(unsealed).with(lines).try_init();
        drop(started);
        Ok(())
    }
}

fn is_sealed(target: &str, level: Level) -> bool {
    let library = target.split("::").next().unwrap_or_default();
    level > Level::INFO && SEALED.contains(&library)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_that_see_secrets_tell_little() {
        assert!(is_sealed("h2::codec::framed_read", Level::DEBUG) && is_sealed("rustls", Level::TRACE));
        assert!(!is_sealed("rustls::conn", Level::WARN) && !is_sealed("h2", Level::INFO));
        assert!(!is_sealed("countersign_push::courier", Level::TRACE) && !is_sealed("h2o", Level::TRACE));
    }
}
