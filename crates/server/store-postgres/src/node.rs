//! This node's number. The database knows that a node lives by a lock on that number, which it lets go when the
//! connection ends, however the node ended.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{task::JoinHandle, time::Instant};

use crate::{connection::Connection, connector::Connector, fault::Fault};

/// The first half of the lock's name; the second is the node's number, 0 for who takes pushes.
pub(crate) const LOCKS: i32 = 0x636f_756e;
/// A lock of its own, that nodes with a bus share and one without has alone.
const COMPANY: i64 = 0x636f_756e_7465_7202;
/// How long the last one may take to be gone: the database learns of a killed node's end a moment later.
const LEAVING: Duration = Duration::from_secs(1);

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A node as the database knows it.
pub(crate) struct Node {
    number: i32,
    is_known: Arc<AtomicBool>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl Node {
    /// Draws a number and holds it until the end. `None` when the company is not right: others are there and it wants to
    /// be alone, or one is there that does. `idle` is a connection that may be used for it.
    pub(crate) async fn start(
        connector: Arc<Connector>,
        idle: Option<Connection>,
        beside_others: bool,
    ) -> Result<Option<Self>, Fault> {
        let connection = connector.prepare(idle).await?;
        if !joined_in_time(&connection, beside_others).await? {
            return Ok(None);
        }
        let drawn = connection.rows("SELECT nextval('node_numbers')::int", &[]).await?;
        let number: i32 = drawn.first().ok_or(Fault::Closed)?.try_get(0)?;
        if !hold(&connection, number).await? {
            return Err(Fault::NoNode);
        }
        let is_known = Arc::new(AtomicBool::new(true));
        let known = Arc::clone(&is_known);
        let keeper = tokio::spawn(keep(connector, connection, Place { number, beside_others }, known));
        Ok(Some(Self { number, is_known, keeper: Mutex::new(Some(keeper)) }))
    }

    /// The number, as long as it is held.
    pub(crate) fn number(&self) -> Result<i64, Fault> {
        if self.is_known.load(Ordering::SeqCst) { Ok(i64::from(self.number)) } else { Err(Fault::NoNode) }
    }

    /// Lets the number go.
    pub(crate) async fn stop(&self) {
        let keeper = self.keeper.lock().take();
        if let Some(keeper) = keeper {
            keeper.abort();
            // Aborted or ended: either way it runs no more.
            let _ = keeper.await;
        }
        self.is_known.store(false, Ordering::SeqCst);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.lock().take() {
            keeper.abort();
        }
    }
}

/// What a node holds as long as it lives.
#[derive(Clone, Copy)]
struct Place {
    number: i32,
    beside_others: bool,
}

async fn keep(connector: Arc<Connector>, mut connection: Connection, place: Place, is_known: Arc<AtomicBool>) {
    loop {
        connection.ended().await;
        is_known.store(false, Ordering::SeqCst);
        connection = again(&connector, place).await;
        is_known.store(true, Ordering::SeqCst);
    }
}

async fn again(connector: &Connector, place: Place) -> Connection {
    let mut pause = FIRST_PAUSE;
    loop {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        match reconnect(connector, place).await {
            Ok(Some(connection)) => return connection,
            Ok(None) => tracing::warn!(
                number = place.number,
                "the database still holds this node's place for its old connection, or another server took it"
            ),
            Err(error) => tracing::warn!(%error, "this node is not known to the database"),
        }
    }
}

async fn reconnect(connector: &Connector, place: Place) -> Result<Option<Connection>, Fault> {
    let connection = connector.connect().await?;
    let is_held = join(&connection, place.beside_others).await? && hold(&connection, place.number).await?;
    Ok(is_held.then_some(connection))
}

/// Waits a moment for one that is just leaving.
async fn joined_in_time(connection: &Connection, beside_others: bool) -> Result<bool, Fault> {
    let end = Instant::now() + LEAVING;
    while !join(connection, beside_others).await? {
        if Instant::now() > end {
            return Ok(false);
        }
        tokio::time::sleep(FIRST_PAUSE).await;
    }
    Ok(true)
}

/// Takes the place beside the others, or the whole of it; `false` when somebody is in the way.
async fn join(connection: &Connection, beside_others: bool) -> Result<bool, Fault> {
    let sql = if beside_others { "SELECT pg_try_advisory_lock_shared($1)" } else { "SELECT pg_try_advisory_lock($1)" };
    let joined = connection.rows(sql, &[&COMPANY]).await?;
    Ok(joined.first().ok_or(Fault::Closed)?.try_get(0)?)
}

async fn hold(connection: &Connection, number: i32) -> Result<bool, Fault> {
    let held = connection.rows("SELECT pg_try_advisory_lock($1, $2)", &[&LOCKS, &number]).await?;
    Ok(held.first().ok_or(Fault::Closed)?.try_get(0)?)
}
