//! Connections that are shared. A single statement goes to the connection with the least to do and does not wait for
//! those before it; a transaction of several statements has a connection for itself.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{connection::Connection, connector::Connector, fault::Fault};

/// A bounded set of connections, made when they are first needed and anew when they break.
pub(crate) struct Pool {
    connector: Arc<Connector>,
    lanes: Vec<Lane>,
    idle: Arc<Mutex<Vec<Connection>>>,
    slots: Arc<Semaphore>,
    closed: AtomicBool,
}

#[derive(Default)]
struct Lane {
    current: Mutex<Option<Arc<Connection>>>,
    opening: tokio::sync::Mutex<()>,
    busy: AtomicUsize,
}

impl Pool {
    /// At most `lanes` connections for single statements and `slots` for transactions.
    pub(crate) fn new(connector: Arc<Connector>, lanes: usize, slots: usize) -> Self {
        Self {
            connector,
            lanes: (0..lanes).map(|_| Lane::default()).collect(),
            idle: Arc::default(),
            slots: Arc::new(Semaphore::new(slots)),
            closed: AtomicBool::new(false),
        }
    }

    /// The shared connection with the least to do.
    pub(crate) async fn shared(&self) -> Result<Shared<'_>, Fault> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(Fault::Closed);
        }
        let least = self.lanes.iter().min_by_key(|lane| lane.busy.load(Ordering::Relaxed)).ok_or(Fault::Closed)?;
        least.busy.fetch_add(1, Ordering::Relaxed);
        let busy = Busy(&least.busy);
        let connection = least.connection(&self.connector).await?;
        Ok(Shared { connection, _busy: busy })
    }

    /// A connection for one transaction.
    pub(crate) async fn exclusive(&self) -> Result<Exclusive, Fault> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|_| Fault::Closed)?;
        let idle = self.idle.lock().pop().filter(|connection| !connection.is_closed());
        let connection = match idle {
            Some(connection) => connection,
            None => self.connector.connect().await?,
        };
        Ok(Exclusive { connection: Some(connection), idle: Arc::clone(&self.idle), _slot: slot })
    }

    /// Lets nobody in any more and drops what is idle.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.slots.close();
        self.idle.lock().clear();
        for lane in &self.lanes {
            lane.current.lock().take();
        }
    }
}

impl Lane {
    async fn connection(&self, connector: &Connector) -> Result<Arc<Connection>, Fault> {
        if let Some(connection) = self.open() {
            return Ok(connection);
        }
        let _one_at_a_time = self.opening.lock().await;
        if let Some(connection) = self.open() {
            return Ok(connection);
        }
        let connection = Arc::new(connector.connect().await?);
        *self.current.lock() = Some(Arc::clone(&connection));
        Ok(connection)
    }

    fn open(&self) -> Option<Arc<Connection>> {
        self.current.lock().clone().filter(|connection| !connection.is_closed())
    }
}

struct Busy<'a>(&'a AtomicUsize);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A shared connection while a statement runs on it.
pub(crate) struct Shared<'a> {
    connection: Arc<Connection>,
    _busy: Busy<'a>,
}

impl std::ops::Deref for Shared<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

/// A connection for one transaction; goes back when dropped. An unfinished transaction is rolled back before the next
/// one begins, because the rollback is sent first.
pub(crate) struct Exclusive {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    _slot: OwnedSemaphorePermit,
}

impl Exclusive {
    /// The connection.
    pub(crate) fn connection(&mut self) -> Result<&mut Connection, Fault> {
        self.connection.as_mut().ok_or(Fault::Closed)
    }
}

impl Drop for Exclusive {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|connection| !connection.is_closed()) {
            self.idle.lock().push(connection);
        }
    }
}
