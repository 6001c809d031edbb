//! Where the servers of these tests keep things: in memory. The same tests run on the other stores from
//! `server/app` and `tests/postgres`, which have a module of this name each.

use std::{any::Any, sync::Arc};

use countersign_server_domain::{memory::MemoryStore, ports::store::Store};

/// From the crate whose tests these are to `server/http`.
pub(crate) const TO_HTTP: &str = ".";
/// How many servers there are at once while recordings are replayed.
pub(crate) const AT_ONCE: usize = 64;
/// Whether what was replayed here may be kept as the results.
pub(crate) const KEEPS: bool = true;

/// An empty store, and what must live as long as it does.
#[expect(clippy::unused_async, reason = "stores that connect somewhere open asynchronously")]
pub(crate) async fn open() -> (Arc<dyn Store>, Box<dyn Any + Send + Sync>) {
    (Arc::new(MemoryStore::default()), Box::new(()))
}
