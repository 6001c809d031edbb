use anyhow::Result;
use clap::Subcommand;

use crate::command::settings::Settings;

/// What can be done with a configuration.
#[derive(Subcommand)]
pub(crate) enum Config {
    /// Say what is wrong with a configuration, each mistake with its place; ends with 64 when there is any
    Check(Settings),
    /// Print the page about every key
    Reference,
    /// Print a commented configuration with every key
    Sample,
}

/// Does it.
#[expect(clippy::print_stdout, reason = "what was asked for")]
pub(crate) fn run(config: Config) -> Result<()> {
    match config {
        Config::Check(settings) => {
            settings.load()?;
            println!("no mistakes");
        }
        Config::Reference => print!("{}", include_str!("../../../../../docs/server-configuration.md")),
        Config::Sample => print!("{}", include_str!("../../sample.toml")),
    }
    Ok(())
}
