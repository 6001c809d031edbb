use std::sync::atomic::{AtomicU64, Ordering};

/// Counts events of one listener.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) accepted: Counter,
    pub(crate) accept_errors: Counter,
    pub(crate) requests: Counter,
    pub(crate) handshakes_failed: Counter,
    pub(crate) cleartext_on_tls: Counter,
    pub(crate) header_timeouts: Counter,
    pub(crate) body_timeouts: Counter,
    pub(crate) idle_closed: Counter,
    pub(crate) stalled: Counter,
    pub(crate) malformed: Counter,
    pub(crate) cut: Counter,
    pub(crate) reloads: Counter,
    pub(crate) reloads_failed: Counter,
}

impl Counters {
    pub(crate) fn snapshot(&self, open: u32) -> CountersSnapshot {
        CountersSnapshot {
            open,
            accepted: self.accepted.get(),
            accept_errors: self.accept_errors.get(),
            requests: self.requests.get(),
            handshakes_failed: self.handshakes_failed.get(),
            cleartext_on_tls: self.cleartext_on_tls.get(),
            header_timeouts: self.header_timeouts.get(),
            body_timeouts: self.body_timeouts.get(),
            idle_closed: self.idle_closed.get(),
            stalled: self.stalled.get(),
            malformed: self.malformed.get(),
            cut: self.cut.get(),
            reloads: self.reloads.get(),
            reloads_failed: self.reloads_failed.get(),
        }
    }
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What happened on a listener since it was bound. All but `open` only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountersSnapshot {
    /// Connections that are open now, those handed over to a WebSocket included.
    pub open: u32,
    /// Connections accepted.
    pub accepted: u64,
    /// Accepting failed: no file descriptor was left, for example.
    pub accept_errors: u64,
    /// Requests handed to the handler, or refused before it.
    pub requests: u64,
    /// TLS handshakes that failed or took too long: wrong client certificate included.
    pub handshakes_failed: u64,
    /// Callers that spoke clear HTTP to a TLS port. Not counted as failed handshakes.
    pub cleartext_on_tls: u64,
    /// Request heads that did not become complete in time.
    pub header_timeouts: u64,
    /// Request bodies that came too slowly.
    pub body_timeouts: u64,
    /// Connections closed because they were without a request for long.
    pub idle_closed: u64,
    /// Connections cut because the caller did not take its answer.
    pub stalled: u64,
    /// Requests that were no HTTP, had too long a head, or had contradictory lengths.
    pub malformed: u64,
    /// Connections cut at the end of a drain.
    pub cut: u64,
    /// New certificate files taken into use.
    pub reloads: u64,
    /// New certificate files that were of no use; the old ones went on serving.
    pub reloads_failed: u64,
}
