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
use tokio::task::JoinHandle;

use crate::{connection::Connection, connector::Connector, fault::Fault};

/// The first half of the lock's name; the second is the node's number, 0 for who takes pushes.
pub(crate) const LOCKS: i32 = 0x636f_756e;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A node as the database knows it.
pub(crate) struct Node {
    number: i32,
    is_known: Arc<AtomicBool>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

impl Node {
    /// Draws a number and holds it until the end.
    pub(crate) async fn start(connector: Arc<Connector>) -> Result<Self, Fault> {
        let connection = connector.connect().await?;
        let drawn = connection.rows("SELECT nextval('node_numbers')::int", &[]).await?;
        let number: i32 = drawn.first().ok_or(Fault::Closed)?.try_get(0)?;
        if !hold(&connection, number).await? {
            return Err(Fault::NoNode);
        }
        let is_known = Arc::new(AtomicBool::new(true));
        let keeper = tokio::spawn(keep(connector, connection, number, Arc::clone(&is_known)));
        Ok(Self { number, is_known, keeper: Mutex::new(Some(keeper)) })
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

async fn keep(connector: Arc<Connector>, mut connection: Connection, number: i32, is_known: Arc<AtomicBool>) {
    loop {
        connection.ended().await;
        is_known.store(false, Ordering::SeqCst);
        connection = again(&connector, number).await;
        is_known.store(true, Ordering::SeqCst);
    }
}

async fn again(connector: &Connector, number: i32) -> Connection {
    let mut pause = FIRST_PAUSE;
    loop {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        match reconnect(connector, number).await {
            Ok(Some(connection)) => return connection,
            Ok(None) => tracing::warn!(number, "the database still holds this node's number for its old connection"),
            Err(error) => tracing::warn!(%error, "this node is not known to the database"),
        }
    }
}

async fn reconnect(connector: &Connector, number: i32) -> Result<Option<Connection>, Fault> {
    let connection = connector.connect().await?;
    Ok(hold(&connection, number).await?.then_some(connection))
}

async fn hold(connection: &Connection, number: i32) -> Result<bool, Fault> {
    let held = connection.rows("SELECT pg_try_advisory_lock($1, $2)", &[&LOCKS, &number]).await?;
    Ok(held.first().ok_or(Fault::Closed)?.try_get(0)?)
}
