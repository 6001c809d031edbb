use std::path::PathBuf;

use clap::Args;
use countersign_primitives::Secret;
use countersign_server::{ConfigError, Database, PostgresConfig, ServerConfig};

/// Where a server's settings and its data are.
#[derive(Args)]
pub(crate) struct Settings {
    /// Configuration file (TOML); what is given here besides wins over it
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_SERVER_CONFIG")]
    config: Option<PathBuf>,
    /// Folder for the database and files; made when it is missing [default: ./data]
    #[arg(long, value_name = "DIR", env = "COUNTERSIGN_SERVER_DATA")]
    data: Option<PathBuf>,
    /// PostgreSQL to use instead of a file in the data folder, for example
    /// <postgresql://countersign@db.example.com/countersign?sslmode=require>
    #[arg(long, value_name = "URL", env = "COUNTERSIGN_SERVER_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Certificates (PEM) that may sign the database's, besides the system's
    #[arg(long, value_name = "FILE", env = "COUNTERSIGN_SERVER_DATABASE_ROOTS")]
    database_roots: Option<PathBuf>,
}

impl Settings {
    /// The configuration of file and environment, under what was given on the command line.
    pub(crate) fn load(self) -> Result<ServerConfig, ConfigError> {
        let environment: Vec<_> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let mut config = ServerConfig::load(self.config.as_deref(), &environment)?;
        if let Some(data) = self.data {
            config.data_folder = data;
        }
        if let Some(url) = self.database_url {
            let postgres = match config.database {
                Database::Postgres(postgres) => postgres,
                Database::Embedded => PostgresConfig::new(String::new()),
            };
            config.database = Database::Postgres(PostgresConfig { url: Secret::new(url), ..postgres });
        }
        if let (Some(roots), Database::Postgres(postgres)) = (self.database_roots, &mut config.database) {
            postgres.extra_roots = Some(roots);
        }
        Ok(config)
    }
}
