use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicUsize},
};

use bytes::Bytes;
use http::HeaderMap;
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::Reply;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// Which connection brought it, from 1.
    pub connection: usize,
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Host and port the client asked for.
    pub authority: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The certificate the client showed, in DER.
    pub client_certificate: Option<Vec<u8>>,
}

impl Received {
    /// A header's value; empty when missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(crate) type Script = Arc<dyn Fn(&Received) -> Reply + Send + Sync>;

/// What all connections of a peer share.
pub(crate) struct Shared {
    pub(crate) script: Script,
    pub(crate) log: Mutex<Vec<Received>>,
    pub(crate) arrived: Notify,
    pub(crate) streams: AtomicU32,
    pub(crate) in_flight: AtomicUsize,
    pub(crate) peak: AtomicUsize,
    pub(crate) connections: AtomicUsize,
}

impl Shared {
    pub(crate) fn record(&self, received: Received) {
        self.log.lock().push(received);
        self.arrived.notify_waiters();
    }
}
