use std::path::PathBuf;

use clap::Args;
use countersign_primitives::Secret;
use countersign_server::{Database, PostgresConfig};

/// Where the database is.
#[derive(Args)]
pub(crate) struct DatabaseOptions {
    /// PostgreSQL to use instead of a file in the data folder, for example
    /// <postgresql://countersign@db.example.com/countersign?sslmode=require>
    #[arg(long, value_name = "URL", env = "COUNTERSIGN_SERVER_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Certificates (PEM) that may sign the database's, besides the system's
    #[arg(long, value_name = "FILE", requires = "database_url", env = "COUNTERSIGN_SERVER_DATABASE_ROOTS")]
    database_roots: Option<PathBuf>,
}

impl DatabaseOptions {
    /// PostgreSQL, when it was asked for.
    pub(crate) fn postgres(self) -> Option<PostgresConfig> {
        let url = Secret::new(self.database_url?);
        Some(PostgresConfig { url, extra_roots: self.database_roots, ..PostgresConfig::new(String::new()) })
    }

    /// The database to serve from.
    pub(crate) fn database(self) -> Database {
        self.postgres().map_or(Database::Embedded, Database::Postgres)
    }
}
