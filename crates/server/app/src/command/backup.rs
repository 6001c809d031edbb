use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use countersign_server::back_up;

/// Options of `backup`.
#[derive(Args)]
pub(crate) struct Backup {
    /// The server's data folder
    #[arg(long, value_name = "DIR", env = "COUNTERSIGN_SERVER_DATA", default_value = "./data")]
    data: PathBuf,
    /// Where the copy goes: a folder that is empty or not there yet
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// Does it.
pub(crate) async fn run(backup: Backup) -> Result<()> {
    let to = backup.to.clone();
    let made = tokio::task::spawn_blocking(move || back_up(&backup.data, &backup.to)).await??;
    tracing::info!(
        to = %to.display(),
        database_bytes = made.database_bytes,
        files = made.files,
        file_bytes = made.file_bytes,
        "the data folder was copied"
    );
    Ok(())
}
