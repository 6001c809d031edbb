mod summary;

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, Result};
use clap::Args;
use countersign_stack::{
    Stack,
    config::{StackConfig, StackPorts},
    start_over,
};
use countersign_system::{OsRandom, Signals, SystemClock};

/// Options of `up`.
#[derive(Args)]
pub(crate) struct Up {
    /// Folder for everything: accounts, messages, what the phones keep
    #[arg(long, value_name = "DIR", default_value = "./.data")]
    data: PathBuf,
    /// Throw away what an earlier start left in the folder
    #[arg(long)]
    fresh: bool,
    /// Print the addresses as one line of JSON once everything is ready, and nothing else
    #[arg(long)]
    json: bool,
    /// Take free ports everywhere
    #[arg(long, conflicts_with_all = ["server_port", "gateway_port", "overview_port", "phone_ports"])]
    any_port: bool,
    /// Port of the server and the console
    #[arg(long, value_name = "PORT", default_value_t = 8065)]
    server_port: u16,
    /// Port of the push gateway
    #[arg(long, value_name = "PORT", default_value_t = 8066)]
    gateway_port: u16,
    /// Port of the page with both phones
    #[arg(long, value_name = "PORT", default_value_t = 8070)]
    overview_port: u16,
    /// Ports of the phones' own pages
    #[arg(long, value_name = "PORT", num_args = 2, value_delimiter = ',', default_values_t = [8071, 8072])]
    phone_ports: Vec<u16>,
    /// First of the six ports of the simulated vendors
    #[arg(long, value_name = "PORT", default_value_t = 8443, value_parser = clap::value_parser!(u16).range(1..=65530))]
    vendor_ports: u16,
}

/// Runs everything until the process is asked to stop.
pub(crate) async fn run(up: Up) -> Result<()> {
    let mut signals = Signals::new()?;
    if up.fresh {
        start_over(&up.data)?;
    }
    let mut config = StackConfig::new(&up.data, Arc::new(SystemClock::new()), Arc::new(OsRandom));
    config.ports = ports(&up);
    let quiet = up.json;
    let starting = Stack::start(config, |step| say(quiet, &format!("{step}...")));
    let stack = tokio::select! {
        stack = starting => stack?,
        () = signals.stop() => return Ok(()),
    };
    let addresses = stack.addresses();
    let text = if up.json { serde_json::to_string(&addresses)? + "\n" } else { summary::text(&addresses, &up.data) };
    print(&text).context("the addresses cannot be printed")?;
    signals.stop().await;
    say(quiet, "Stopping...");
    stack.shutdown().await;
    Ok(())
}

fn ports(up: &Up) -> StackPorts {
    if up.any_port {
        return StackPorts::any();
    }
    let first = up.vendor_ports;
    StackPorts {
        server: up.server_port,
        gateway: up.gateway_port,
        overview: up.overview_port,
        phones: [up.phone_ports[0], up.phone_ports[1]],
        apple: first,
        apple_development: first + 1,
        google: first + 2,
        web_push: first + 3,
        device: first + 4,
        control: first + 5,
    }
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[expect(clippy::print_stderr, reason = "progress for whoever waits")]
fn say(quiet: bool, text: &str) {
    if !quiet {
        eprintln!("{text}");
    }
}
