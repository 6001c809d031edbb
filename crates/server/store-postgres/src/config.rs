use std::path::PathBuf;

use countersign_primitives::Secret;

/// Where the database is and how many connections it may cost.
#[derive(Clone, Debug)]
pub struct PostgresConfig {
    /// `postgresql://user:password@host:port/database?sslmode=require`, or the form with keys and values that libpq
    /// takes, such as `host=/run/postgresql user=countersign dbname=countersign`.
    ///
    /// With `sslmode=require` the server must prove its name, which libpq calls `verify-full`. Without `sslmode` TLS is
    /// used when the server offers it (`prefer`).
    pub url: Secret<String>,
    /// Certificates, in PEM, that may sign the database's beside those the machine trusts; `None` for those alone.
    pub extra_roots: Option<PathBuf>,
    /// Connections at most, at least 6. Two of them belong to posting, one holds the node's number.
    pub connections: usize,
    /// Whether others may have the database open at the same time, because they tell one another what happens. One that
    /// wants to be alone does not open beside others, nor they beside it. Default: yes.
    pub beside_others: bool,
}

impl PostgresConfig {
    /// A database with what nobody needs to think about: 16 connections, the machine's certificates, beside others.
    pub fn new(url: String) -> Self {
        Self { url: Secret::new(url), extra_roots: None, connections: 16, beside_others: true }
    }
}
