//! The project's own checks and chores: `cargo xtask --help`.

mod ci;
mod compat;
mod cycles;
mod floors;
mod soak;
mod threats;
mod workspace;

use clap::{Parser, Subcommand};

/// Checks and chores of the Countersign workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs everything that continuous integration runs.
    Ci(ci::Options),
    /// Kills the real programs at random moments and counts what was kept: `cargo xtask soak push --help`.
    Soak(soak::Options),
    /// Fails on an arrow between crates that points up, and on modules that import each other.
    CheckFloors,
    /// Fails on a threat of `docs/threat-model.md` that names no test, or one that is not there.
    CheckThreats,
    /// Replays what was recorded from the incumbent and writes `docs/compat-report.md`.
    Compat,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Ci(options) => ci::run(&options),
        Command::Soak(options) => soak::run(&options),
        Command::Compat => compat::run(),
        Command::CheckFloors => {
            let workspace = workspace::Workspace::load()?;
            let mut faults = floors::check(&workspace)?;
            faults.extend(cycles::check(&workspace)?);
            report(&faults, "Every arrow points down, and no modules import each other.")
        }
        Command::CheckThreats => report(&threats::check()?, "Every threat names tests that are there."),
    }
}

fn report(faults: &[String], praise: &str) -> anyhow::Result<()> {
    if faults.is_empty() {
        println!("{praise}");
        return Ok(());
    }
    for fault in faults {
        eprintln!("{fault}");
    }
    anyhow::bail!("{} faults", faults.len())
}
