//! What a running Mattermost 11.6.0 answered, replayed against a server on PostgreSQL: every line goes as it is kept
//! beside `server/http`, whose tests these are.

#![cfg(postgres)]

#[path = "../../../crates/server/http/tests/surface/client.rs"]
mod client;
#[path = "../../../crates/server/http/tests/surface/golden.rs"]
mod golden;
#[allow(dead_code, reason = "other tests beside the replay use more of it")]
#[path = "../../../crates/server/http/tests/surface/server.rs"]
mod server;
#[allow(dead_code, reason = "other tests beside the replay use more of it")]
#[path = "../../../crates/server/http/tests/surface/socket.rs"]
mod socket;

/// Where the servers of these tests keep things.
mod stores {
    use std::{any::Any, sync::Arc};

    use countersign_server_domain::ports::store::Store;
    use countersign_server_store_postgres::{PostgresConfig, PostgresStore};
    use countersign_test_postgres::Cluster;

    /// From the crate whose tests these are to `server/http`.
    pub(crate) const TO_HTTP: &str = "../../crates/server/http";
    /// How many servers there are at once while recordings are replayed: PostgreSQL takes a hundred connections as it
    /// comes.
    pub(crate) const AT_ONCE: usize = 6;
    /// Whether what was replayed here may be kept as the results.
    pub(crate) const KEEPS: bool = false;

    /// Gives its connections back when the server is gone.
    struct Open(PostgresStore);

    impl Drop for Open {
        fn drop(&mut self) {
            let store = self.0.clone();
            tokio::spawn(async move { store.close().await });
        }
    }

    /// An empty store, and what must live as long as it does.
    pub(crate) async fn open() -> (Arc<dyn Store>, Box<dyn Any + Send + Sync>) {
        let database = Cluster::shared().await.database().await;
        let config = PostgresConfig { connections: 6, ..PostgresConfig::new(database.url) };
        let store = PostgresStore::open(config).await.expect("an empty database can be opened");
        (Arc::new(store.clone()), Box::new(Open(store)))
    }
}
