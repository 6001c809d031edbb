//! The in-memory store against the conformance suite.

use countersign_server_domain::{memory::MemoryStore, store_conformance};

#[expect(clippy::unused_async, reason = "stores that connect somewhere open asynchronously")]
async fn open() -> (MemoryStore, ()) {
    (MemoryStore::default(), ())
}

store_conformance!(open);
