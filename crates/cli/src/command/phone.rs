use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use countersign_sim_phone::PhoneArgs;
use countersign_system::{OsRandom, Signals, SystemClock};

/// Options of `phone`.
#[derive(Args)]
pub(crate) struct Phone {
    #[command(flatten)]
    args: PhoneArgs,
}

/// Runs the phone until the process is asked to stop.
pub(crate) async fn run(phone: Phone) -> Result<()> {
    let mut signals = Signals::new()?;
    let (clock, random) = (Arc::new(SystemClock::new()), Arc::new(OsRandom));
    countersign_sim_phone::run(&phone.args, clock, random, &mut std::io::stdout(), signals.stop()).await?;
    Ok(())
}
