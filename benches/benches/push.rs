//! `cargo bench -p countersign-benches`, after `cargo build --release -p countersign-push`.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::process::ExitCode;

use countersign_benches::{all_met, json, push, text};

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<_> = std::env::args().collect();
    let asked = |name: &str| arguments.iter().any(|argument| argument == name);
    let mut options = push::Options::beside_this_binary()?;
    if !options.gateway.exists() {
        // Benchmarks lie one folder below the binaries.
        options.gateway = options.gateway.with_file_name("../countersign-push");
    }
    let rows = push::run(&options)?;
    println!("{}", if asked("--json") { json(&rows) } else { text(&rows) });
    Ok(if asked("--check") && !all_met(&rows) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
