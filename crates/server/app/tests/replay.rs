//! What a running Mattermost 11.6.0 answered, replayed against a server on SQLite: every line goes as it is kept beside
//! `server/http`, whose tests these are.

#[path = "../../http/tests/surface/client.rs"]
mod client;
#[path = "../../http/tests/surface/golden.rs"]
mod golden;
#[allow(dead_code, reason = "other tests beside the replay use more of it")]
#[path = "../../http/tests/surface/server.rs"]
mod server;
#[allow(dead_code, reason = "other tests beside the replay use more of it")]
#[path = "../../http/tests/surface/socket.rs"]
mod socket;

/// Where the servers of these tests keep things.
mod stores {
    use std::{any::Any, sync::Arc};

    use countersign_server_domain::ports::store::Store;
    use countersign_server_store_sqlite::SqliteStore;

    /// From the crate whose tests these are to `server/http`.
    pub(crate) const TO_HTTP: &str = "../http";
    /// How many servers there are at once while recordings are replayed.
    pub(crate) const AT_ONCE: usize = 64;
    /// Whether what was replayed here may be kept as the results.
    pub(crate) const KEEPS: bool = false;

    /// An empty store, and what must live as long as it does.
    #[expect(clippy::unused_async, reason = "stores that connect somewhere open asynchronously")]
    pub(crate) async fn open() -> (Arc<dyn Store>, Box<dyn Any + Send + Sync>) {
        let folder = tempfile::tempdir().expect("the machine has a folder for temporary files");
        let store = SqliteStore::open(&folder.path().join("server.db")).expect("a new file opens");
        (Arc::new(store), Box::new(folder))
    }
}
