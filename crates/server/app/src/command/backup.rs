use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use countersign_server::{Database, back_up};

use crate::command::settings::Settings;

/// Options of `backup`.
#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    settings: Settings,
    /// Where the copy goes: a folder that is empty or not there yet
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// Does it.
pub(crate) async fn run(backup: Backup) -> Result<()> {
    let config = backup.settings.load()?;
    if let Database::Postgres(_) = config.database {
        bail!("the data is in PostgreSQL: back it up with pg_dump, and copy the files");
    }
    let to = backup.to.clone();
    let made = tokio::task::spawn_blocking(move || back_up(&config.data_folder, &backup.to)).await??;
    tracing::info!(
        to = %to.display(),
        database_bytes = made.database_bytes,
        files = made.files,
        file_bytes = made.file_bytes,
        "the data folder was copied"
    );
    Ok(())
}
