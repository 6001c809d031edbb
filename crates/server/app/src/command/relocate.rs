use anyhow::Result;
use clap::{Args, ValueEnum};
use countersign_server::{Database, move_to_postgres};

use crate::command::settings::Settings;

/// Options of `move`.
#[derive(Args)]
pub(crate) struct Move {
    /// Where the data is
    #[arg(long, value_enum)]
    from: Source,
    /// Where it goes
    #[arg(long, value_enum)]
    to: Target,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Copy, ValueEnum)]
enum Source {
    Sqlite,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    Postgres,
}

/// Does it.
pub(crate) async fn run(options: Move) -> Result<()> {
    let (Source::Sqlite, Target::Postgres) = (options.from, options.to);
    let config = options.settings.load()?;
    let Database::Postgres(postgres) = config.database else {
        anyhow::bail!("--database-url is missing: the address of an empty PostgreSQL database");
    };
    let moved = move_to_postgres(&config.data_folder, postgres).await?;
    for (table, rows) in &moved.rows {
        tracing::info!(table, rows, "moved");
    }
    if moved.texts_without_nul > 0 {
        tracing::warn!(texts = moved.texts_without_nul, "PostgreSQL keeps no NUL: it was left out of some texts");
    }
    tracing::info!("everything is in PostgreSQL; start the server with --database-url from now on");
    Ok(())
}
