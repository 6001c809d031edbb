use std::sync::Arc;

use anyhow::Result;
use clap::Subcommand;
use countersign_sim_vendors::VendorsArgs;
use countersign_system::{OsRandom, Signals, SystemClock};

/// The simulators.
#[derive(Subcommand)]
pub(crate) enum Sim {
    /// Simulated Apple, Google and Web Push
    Vendors(VendorsArgs),
}

/// Runs a simulator until the process is asked to stop.
pub(crate) async fn run(Sim::Vendors(args): Sim) -> Result<()> {
    let mut signals = Signals::new()?;
    let (clock, random) = (Arc::new(SystemClock::new()), Arc::new(OsRandom));
    countersign_sim_vendors::run(&args, clock, random, &mut std::io::stdout(), signals.stop()).await?;
    Ok(())
}
