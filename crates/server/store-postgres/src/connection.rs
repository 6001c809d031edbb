use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Row, Statement, Transaction, types::ToSql};

use crate::fault::Fault;

/// Values that a statement is given.
pub(crate) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// One connection and the statements that are prepared on it. Several may use it at once; each statement is sent
/// without waiting for the answers to those before it.
pub(crate) struct Connection {
    client: Client,
    statements: Mutex<HashMap<&'static str, Statement>>,
    driver: JoinHandle<()>,
}

impl Connection {
    pub(crate) fn new(client: Client, driver: JoinHandle<()>) -> Self {
        Self { client, statements: Mutex::default(), driver }
    }

    /// The driver's own client, for statements that are used once.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Whether it can be used no more.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Returns when the connection has ended.
    pub(crate) async fn ended(&mut self) {
        // The driver logs why it ended; that it did is all there is to know here.
        let _ = (&mut self.driver).await;
    }

    /// A statement, prepared when it is first used.
    pub(crate) async fn prepared(&self, sql: &'static str) -> Result<Statement, Fault> {
        if let Some(statement) = self.statements.lock().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).await?;
        self.statements.lock().insert(sql, statement.clone());
        Ok(statement)
    }

    /// The rows of one statement, which is a transaction of its own.
    pub(crate) async fn rows(&self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        let statement = self.prepared(sql).await?;
        Ok(self.client.query(&statement, values).await?)
    }

    /// Begins a transaction. Rolled back when dropped before its commit.
    pub(crate) async fn begin(&mut self) -> Result<Work<'_>, Fault> {
        Ok(Work { transaction: self.client.transaction().await?, statements: &self.statements })
    }
}

/// A transaction with several statements.
pub(crate) struct Work<'a> {
    transaction: Transaction<'a>,
    statements: &'a Mutex<HashMap<&'static str, Statement>>,
}

impl Work<'_> {
    /// The rows of a statement.
    pub(crate) async fn rows(&self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        let statement = self.prepared(sql).await?;
        Ok(self.transaction.query(&statement, values).await?)
    }

    /// How many rows a statement changed.
    pub(crate) async fn execute(&self, sql: &'static str, values: Values<'_>) -> Result<u64, Fault> {
        let statement = self.prepared(sql).await?;
        Ok(self.transaction.execute(&statement, values).await?)
    }

    /// Keeps what was done.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        Ok(self.transaction.commit().await?)
    }

    async fn prepared(&self, sql: &'static str) -> Result<Statement, Fault> {
        if let Some(statement) = self.statements.lock().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.transaction.prepare(sql).await?;
        self.statements.lock().insert(sql, statement.clone());
        Ok(statement)
    }
}
