//! `cargo bench -p countersign-benches --bench server`, after `cargo build --release -p countersign-server`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what it is for")]

use std::process::ExitCode;

use countersign_benches::{
    all_met, json,
    server::{self, Options, Scale, Target},
    text,
};

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<_> = std::env::args().collect();
    let asked = |name: &str| arguments.iter().any(|argument| argument == name);
    let value = |name: &str| arguments.iter().skip_while(|argument| *argument != name).nth(1).cloned();
    let mut options = Options::beside_this_binary()?;
    if asked("--quick") {
        options.scale = Scale::quick();
    }
    options.progress = Some(|what| eprintln!("{what}"));
    if let Target::Own { program, database_url } = &mut options.target {
        if !program.exists() {
            // Benchmarks lie one folder below the binaries.
            *program = program.with_file_name("../countersign-server");
        }
        *database_url = value("--database-url");
    }
    let rows = server::run(&options)?;
    println!("{}", if asked("--json") { json(&rows) } else { text(&rows) });
    Ok(if asked("--check") && !all_met(&rows) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
