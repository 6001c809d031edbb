use std::sync::Arc;

use countersign_server_domain::ports::store::{StoreError, StoreResult};
use tokio::{sync::Mutex, time::Instant};
use tokio_postgres::Row;

use crate::{
    config::PostgresConfig,
    connection::Values,
    connector::Connector,
    fault::Fault,
    import::{Import, ImportError},
    migrate,
    node::{LOCKS, Node},
    open_error::OpenError,
    pool::{Exclusive, Pool},
    posting::PostWriter,
};

/// How often a statement is done again that others got in the way of.
const TRIES: u32 = 5;
/// How many broken connections a read tries at most, one after the other.
const CONNECTIONS: u32 = 64;

/// The server's store on PostgreSQL.
///
/// Clones share its connections. Several nodes may have the same database open. Call [`PostgresStore::close`] when
/// done; without it nothing is lost, but other nodes learn of the end only when the operating system closes the
/// connections.
#[derive(Clone)]
pub struct PostgresStore {
    inner: Arc<Inner>,
}

struct Inner {
    connector: Arc<Connector>,
    pool: Pool,
    posts: PostWriter,
    node: Node,
    last_reclaim: Mutex<Option<Instant>>,
}

impl PostgresStore {
    /// Connects, brings the schema up to date and makes this node known.
    ///
    /// # Errors
    /// The database cannot be used; see [`OpenError`].
    pub async fn open(config: PostgresConfig) -> Result<Self, OpenError> {
        let connector = Arc::new(Connector::new(&config)?);
        let idle = migrate::run(&connector).await?;
        let node = Node::start(Arc::clone(&connector), idle, config.beside_others).await;
        let node = node.map_err(|fault| OpenError::Connect(fault.to_string()))?;
        let node = node.ok_or(OpenError::Company { alone: !config.beside_others })?;
        let rest = config.connections.saturating_sub(1 + PostWriter::LANES).max(3);
        let slots = (rest / 3).max(1);
        let pool = Pool::new(Arc::clone(&connector), rest - slots, slots);
        let posts = PostWriter::start(&connector);
        let inner = Inner { connector, pool, posts, node, last_reclaim: Mutex::default() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Finishes posts that wait and closes the connections. Later operations fail.
    pub async fn close(&self) {
        self.inner.posts.close().await;
        self.inner.node.stop().await;
        self.inner.pool.close();
    }

    /// How many other nodes have this database open now. Whoever cannot tell them of events must not run beside them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn other_nodes(&self) -> StoreResult<usize> {
        let number = self.inner.node.number()?;
        let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1 AND objsubid = 2
                   AND granted AND objid::bigint NOT IN (0, $2)
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let rows = self.read(sql, &[&i64::from(LOCKS), &number]).await?;
        let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0)).map_err(Fault::from)?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// Begins to take in what another store held. This store must be empty, and nobody else may use it.
    ///
    /// # Errors
    /// Others use it, or the database does not answer.
    pub async fn import(&self) -> Result<Import, ImportError> {
        match self.other_nodes().await {
            Ok(0) => Import::begin(self.inner.connector.connect().await?).await,
            Ok(count) => Err(ImportError::InUse(count)),
            Err(error) => Err(ImportError::Database(error.to_string())),
        }
    }

    pub(crate) fn posts(&self) -> &PostWriter {
        &self.inner.posts
    }

    pub(crate) fn node(&self) -> &Node {
        &self.inner.node
    }

    /// When this node last freed what dead nodes held; locked while it takes pushes.
    pub(crate) fn last_reclaim(&self) -> &Mutex<Option<Instant>> {
        &self.inner.last_reclaim
    }

    /// A connection for a transaction of several statements.
    pub(crate) async fn exclusive(&self) -> Result<Exclusive, Fault> {
        self.inner.pool.exclusive().await
    }

    /// The rows of a statement that changes nothing. Done again when the connection breaks; a value with NUL, which no
    /// column holds, finds nothing.
    pub(crate) async fn read(&self, sql: &'static str, values: Values<'_>) -> StoreResult<Vec<Row>> {
        let mut tries = 1;
        let outcome = loop {
            match self.once(sql, values).await {
                // Others may be broken, too, and not know it yet.
                Err(fault) if (fault.is_break() || fault.is_refused()) && tries < CONNECTIONS => tries += 1,
                outcome => break outcome,
            }
        };
        match outcome.map_err(StoreError::from) {
            Err(StoreError::Unstorable) => Ok(Vec::new()),
            outcome => outcome,
        }
    }

    /// The rows of a statement that changes something, and is a transaction of its own.
    pub(crate) async fn write(&self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        let mut tries = 1;
        loop {
            match self.once(sql, values).await {
                Err(fault) if (fault.is_collision() || fault.is_refused()) && tries < TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    async fn once(&self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        self.inner.pool.shared().await?.rows(sql, values).await
    }

    /// The rows of a statement that was put together for this one use.
    pub(crate) async fn read_once(
        &self,
        sql: &str,
        values: &[(&(dyn tokio_postgres::types::ToSql + Sync), tokio_postgres::types::Type)],
    ) -> StoreResult<Vec<Row>> {
        let connection = self.inner.pool.shared().await?;
        let outcome = connection.client().query_typed(sql, values).await.map_err(Fault::from);
        match outcome.map_err(StoreError::from) {
            Err(StoreError::Unstorable) => Ok(Vec::new()),
            outcome => outcome,
        }
    }
}
