//! The store on PostgreSQL against the conformance suite.

use countersign_server_domain::store_conformance;
use countersign_server_store_postgres::{PostgresConfig, PostgresStore};
use countersign_test_postgres::Cluster;

async fn open() -> (PostgresStore, ()) {
    let database = Cluster::shared().await.database().await;
    let config = PostgresConfig { connections: 6, ..PostgresConfig::new(database.url) };
    (PostgresStore::open(config).await.expect("an empty database can be opened"), ())
}

store_conformance!(open, #[cfg_attr(not(postgres), ignore = "PostgreSQL is not installed")]);
