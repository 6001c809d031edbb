//! `[database]`.

use countersign_primitives::Secret;
use countersign_server_store_postgres::PostgresConfig;
use countersign_settings::{Files, Mistakes};
use serde::Deserialize;

use crate::config::Database;

/// The fewest connections that a store on PostgreSQL works with.
const FEWEST_CONNECTIONS: usize = 6;

/// Where the data is: a file in the data folder, by SQLite, unless a PostgreSQL is named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::config) struct DatabaseSection {
    /// A PostgreSQL, 13 or newer, with an empty database in UTF-8. With `sslmode=require` it must prove its name.
    #[cfg_attr(
        test,
        schemars(with = "Option<String>", example = &"postgresql://countersign@db.example.com/countersign?sslmode=require")
    )]
    url: Option<Secret<String>>,
    /// A file that holds the same.
    url_file: Option<String>,
    /// Certificates in PEM that may sign the database's, besides the system's.
    extra_roots_file: Option<String>,
    /// Connections at most, at least 6.
    connections: usize,
}

impl Default for DatabaseSection {
    fn default() -> Self {
        let connections = PostgresConfig::new(String::new()).connections;
        Self { url: None, url_file: None, extra_roots_file: None, connections }
    }
}

impl DatabaseSection {
    pub(super) fn database(self, files: &Files, mistakes: &mut Mistakes) -> Database {
        if self.connections < FEWEST_CONNECTIONS {
            mistakes.add("database.connections", "expected 6 or more");
        }
        let Some(url) = mistakes.secret(files, "database", "url", self.url, self.url_file.as_deref()) else {
            return Database::Embedded;
        };
        Database::Postgres(PostgresConfig {
            url,
            extra_roots: self.extra_roots_file.map(|name| files.path(&name)),
            connections: self.connections,
            ..PostgresConfig::new(String::new())
        })
    }
}
