use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::mpsc;

use countersign_primitives::TimestampMs;

use crate::{counters::ConnectionCounts, service::ServiceKind};

/// How many closed connections are remembered.
const REMEMBERED: usize = 1024;

/// What a connection is told from outside.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    /// Send a `GOAWAY` with this code and debug data. With code 0 what is in flight is answered first.
    GoAway { code: u32, debug: Bytes },
    /// End without a word.
    Cut,
}

/// One connection of a sender, and what is counted on it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) number: u64,
    pub(crate) service: ServiceKind,
    opened_at: TimestampMs,
    streams: AtomicU64,
    pings: AtomicU64,
    refused_streams: AtomicU64,
    provider_tokens: AtomicU32,
    in_flight: AtomicU32,
    max_in_flight: AtomicU32,
}

impl Connection {
    pub(crate) fn count_stream(&self) {
        self.streams.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_ping(&self) {
        self.pings.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_refused_stream(&self) {
        self.refused_streams.fetch_add(1, Ordering::Relaxed);
    }

    /// Another provider token than before came.
    pub(crate) fn count_provider_token(&self) {
        self.provider_tokens.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn set_in_flight(&self, streams: u32) {
        self.in_flight.store(streams, Ordering::Relaxed);
        self.max_in_flight.fetch_max(streams, Ordering::Relaxed);
    }

    fn counts(&self, open: bool) -> ConnectionCounts {
        ConnectionCounts {
            number: self.number,
            service: self.service,
            opened_at: self.opened_at,
            open,
            streams: self.streams.load(Ordering::Relaxed),
            pings: self.pings.load(Ordering::Relaxed),
            refused_streams: self.refused_streams.load(Ordering::Relaxed),
            provider_tokens: self.provider_tokens.load(Ordering::Relaxed),
            in_flight: self.in_flight.load(Ordering::Relaxed),
            max_in_flight: self.max_in_flight.load(Ordering::Relaxed),
        }
    }
}

/// All connections: the open ones can be given orders, the last closed ones keep their counts.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    last_number: u64,
    open: BTreeMap<u64, (Arc<Connection>, mpsc::UnboundedSender<Order>)>,
    closed: VecDeque<ConnectionCounts>,
}

impl Connections {
    /// A connection begins.
    pub(crate) fn open(
        self: &Arc<Self>,
        service: ServiceKind,
        opened_at: TimestampMs,
    ) -> (Registration, mpsc::UnboundedReceiver<Order>) {
        let (orders, inbox) = mpsc::unbounded_channel();
        let mut inner = self.inner.lock();
        inner.last_number += 1;
        let connection = Arc::new(Connection {
            number: inner.last_number,
            service,
            opened_at,
            streams: AtomicU64::new(0),
            pings: AtomicU64::new(0),
            refused_streams: AtomicU64::new(0),
            provider_tokens: AtomicU32::new(0),
            in_flight: AtomicU32::new(0),
            max_in_flight: AtomicU32::new(0),
        });
        inner.open.insert(connection.number, (Arc::clone(&connection), orders));
        (Registration { connections: Arc::clone(self), connection }, inbox)
    }

    /// Gives an order to every open connection of a service, and says how many there were.
    pub(crate) fn order(&self, service: ServiceKind, order: &Order) -> usize {
        let inner = self.inner.lock();
        let of_service = inner.open.values().filter(|(connection, _)| connection.service == service);
        of_service.filter(|(_, orders)| orders.send(order.clone()).is_ok()).count()
    }

    /// What was counted, by connection, oldest first.
    pub(crate) fn counts(&self) -> Vec<ConnectionCounts> {
        let inner = self.inner.lock();
        let open = inner.open.values().map(|(connection, _)| connection.counts(true));
        let mut all: Vec<_> = inner.closed.iter().cloned().chain(open).collect();
        all.sort_by_key(|counts| counts.number);
        all
    }

    /// Forgets closed connections.
    pub(crate) fn forget_closed(&self) {
        self.inner.lock().closed.clear();
    }
}

/// An open connection's entry; dropping it closes the entry.
pub(crate) struct Registration {
    connections: Arc<Connections>,
    pub(crate) connection: Arc<Connection>,
}

impl Registration {
    /// Gives the connection an order.
    pub(crate) fn order(&self, order: Order) {
        if let Some((_, orders)) = self.connections.inner.lock().open.get(&self.connection.number) {
            // Nobody receives any more: the connection is ending by itself.
            let _ = orders.send(order);
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut inner = self.connections.inner.lock();
        inner.open.remove(&self.connection.number);
        if inner.closed.len() == REMEMBERED {
            inner.closed.pop_front();
        }
        inner.closed.push_back(self.connection.counts(false));
    }
}
