//! The SQLite store against the conformance suite.

use countersign_server_domain::store_conformance;
use countersign_server_store_sqlite::SqliteStore;
use tempfile::TempDir;

#[expect(clippy::unused_async, reason = "stores that connect somewhere open asynchronously")]
async fn open() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().expect("the machine has a folder for temporary files");
    let store = SqliteStore::open(&folder.path().join("server.db")).expect("a new file opens");
    (store, folder)
}

store_conformance!(open);
