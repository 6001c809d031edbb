//! The push gateway: how much of the bare library's speed is left when everything is on.

mod engine;
mod fake;
mod gateway;
mod load;
mod machine;

use std::{path::PathBuf, time::Duration};

use anyhow::Result;

use crate::Row;

/// What to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The gateway's binary; built in release, or the figures mean nothing.
    pub gateway: PathBuf,
    /// How long each figure is measured.
    pub measure: Duration,
    /// How long everything runs before it is measured.
    pub warm_up: Duration,
}

impl Options {
    /// The gateway beside the binary that runs, 4 s for each figure after 1 s of warming up.
    ///
    /// # Errors
    /// The place of the running binary is unknown.
    pub fn beside_this_binary() -> Result<Self> {
        let gateway = std::env::current_exe()?.with_file_name("countersign-push");
        Ok(Self { gateway, measure: Duration::from_secs(4), warm_up: Duration::from_secs(1) })
    }
}

/// Runs everything and returns the figures.
///
/// # Errors
/// The gateway's binary is missing, or something fails on the way.
pub fn run(options: &Options) -> Result<Vec<Row>> {
    let machine = machine::Machine::look();
    machine.stay_off_the_first_core();
    let mut rows = engine::measure(options, &machine)?;
    rows.extend(gateway::measure(options, &machine)?);
    Ok(rows)
}
