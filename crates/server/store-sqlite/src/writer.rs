//! The one connection that writes. What waits is done in one transaction and shares one flush to the disk; everybody
//! hears only after the flush. A piece of work that fails is rolled back alone.
//!
//! The flush is not the commit's: another thread flushes the write-ahead log while the next transaction is done already,
//! and a third brings the log into the database.

mod checkpointer;
mod flusher;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    thread::JoinHandle,
};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::{fault::Fault, open};
use checkpointer::Checkpointer;
use flusher::Flusher;

/// How many pieces of work share a transaction at most: bounds how long the first one waits.
const GROUP: usize = 256;
/// How many may wait before callers are held back.
const QUEUE: usize = 4096;

/// What belongs to every transaction.
pub(crate) type Complete = fn(&Connection) -> rusqlite::Result<()>;

/// Hands work to the writing thread.
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Work>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the threads. `file` is the database's; without one nothing is flushed, which is for tests in memory.
    /// `complete` is done at the end of each transaction.
    pub(crate) fn start(mut db: Connection, file: Option<PathBuf>, complete: Complete) -> std::io::Result<Self> {
        let (queue, work) = mpsc::channel(QUEUE);
        let flusher = Flusher::start(file.as_deref().map(open::log_of))?;
        let checkpointer = file.map(|file| Checkpointer::start(&mut db, file)).transpose()?;
        let thread = std::thread::Builder::new().name("sqlite-writer".to_owned()).spawn(move || {
            run(&db, work, complete, &flusher);
            close(db, flusher, checkpointer);
        })?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Does `task` inside the next transaction; returns when that is committed and on the disk.
    pub(crate) async fn write<T, F>(&self, task: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let queue = self.queue.lock().clone().ok_or(Fault::Closed)?;
        let (reply, answer) = oneshot::channel();
        let work = Pending { task: Some(task), outcome: None, reply };
        queue.send(Box::new(work)).await.map_err(|_| Fault::Closed)?;
        answer.await.map_err(|_| Fault::Closed)?
    }

    /// Finishes what waits and closes the connection.
    pub(crate) fn close(&self) {
        drop(self.queue.lock().take());
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the database's writing thread ended in a panic");
        }
    }
}

trait Work: Send {
    /// Does it. Whether its changes are to be kept.
    fn run(&mut self, db: &Connection) -> bool;
    /// Tells the caller, once it is known whether it is kept.
    fn finish(self: Box<Self>, kept: bool);
}

struct Pending<T, F> {
    task: Option<F>,
    outcome: Option<Result<T, Fault>>,
    reply: oneshot::Sender<Result<T, Fault>>,
}

impl<T, F> Work for Pending<T, F>
where
    T: Send + 'static,
    F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
{
    fn run(&mut self, db: &Connection) -> bool {
        let Some(task) = self.task.take() else { return false };
        let outcome = catch_unwind(AssertUnwindSafe(|| task(db))).unwrap_or(Err(Fault::Panicked));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn finish(self: Box<Self>, kept: bool) {
        let answer = if kept { self.outcome.unwrap_or(Err(Fault::Closed)) } else { Err(Fault::NotCommitted) };
        // A caller that went away does not want to know; what was written stays written.
        let _ = self.reply.send(answer);
    }
}

fn run(db: &Connection, mut work: mpsc::Receiver<Box<dyn Work>>, complete: Complete, flusher: &Flusher) {
    while let Some(first) = work.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = work.try_recv()
        {
            group.push(next);
        }
        match transaction(db, &mut group, complete) {
            Ok(()) => flusher.flush(group),
            Err(error) => {
                tracing::error!(%error, "a transaction could not be committed");
                finish(group, false);
            }
        }
    }
}

fn close(mut db: Connection, flusher: Flusher, checkpointer: Option<Checkpointer>) {
    flusher.close();
    if let Some(checkpointer) = checkpointer {
        checkpointer.close(&mut db);
    }
    if let Err(error) = db.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);") {
        tracing::warn!(%error, "the database could not be tidied up when closing");
    }
}

fn finish(group: Vec<Box<dyn Work>>, kept: bool) {
    for work in group {
        work.finish(kept);
    }
}

fn transaction(db: &Connection, group: &mut [Box<dyn Work>], complete: Complete) -> rusqlite::Result<()> {
    execute(db, "BEGIN IMMEDIATE")?;
    let done = group.iter_mut().try_for_each(|work| savepoint(db, work.as_mut()));
    let outcome = done.and_then(|()| complete(db)).and_then(|()| execute(db, "COMMIT"));
    if outcome.is_err() && !db.is_autocommit() {
        execute(db, "ROLLBACK")?;
    }
    outcome
}

fn savepoint(db: &Connection, work: &mut dyn Work) -> rusqlite::Result<()> {
    execute(db, "SAVEPOINT work")?;
    if !work.run(db) {
        execute(db, "ROLLBACK TO work")?;
    }
    execute(db, "RELEASE work")
}

fn execute(db: &Connection, sql: &str) -> rusqlite::Result<()> {
    db.prepare_cached(sql)?.execute(()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer() -> Writer {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE t (x INTEGER)").unwrap();
        Writer::start(db, None, |_| Ok(())).unwrap()
    }

    async fn count(writer: &Writer) -> i64 {
        writer.write(|db| Ok(db.query_row("SELECT count(*) FROM t", (), |row| row.get(0))?)).await.unwrap()
    }

    #[tokio::test]
    async fn a_failure_takes_back_its_own_changes_only() {
        let writer = writer();
        let insert = |x: i64, fail: bool| {
            writer.write(move |db| {
                db.execute("INSERT INTO t VALUES (?1)", [x])?;
                if fail { Err(Fault::Column("x")) } else { Ok(()) }
            })
        };
        let (one, two, three) = tokio::join!(insert(1, false), insert(2, true), insert(3, false));
        assert!(one.is_ok() && two.is_err() && three.is_ok());
        assert_eq!(count(&writer).await, 2);
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_writer_lives_on() {
        let writer = writer();
        let panicking: Result<(), _> = writer
            .write(|db| {
                db.execute("INSERT INTO t VALUES (1)", ())?;
                panic!("a task that panics");
            })
            .await;
        assert!(matches!(panicking, Err(Fault::Panicked)));
        assert_eq!(count(&writer).await, 0);
    }

    #[tokio::test]
    async fn closing_finishes_what_waits() {
        let writer = writer();
        count(&writer).await;
        writer.close();
        assert!(matches!(writer.write(|_| Ok(())).await, Err(Fault::Closed)));
    }
}
