use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc,
    thread::JoinHandle,
};

use rusqlite::{Connection, hooks::Wal};

use crate::{
    fault::Fault,
    open::{Access, connect},
};

/// After so many pages the log is brought into the database, beside the writer: 8 MiB.
const MANY: u32 = 2_000;
/// With so many pages the writer waits until what is left is brought in, or the log would never begin anew: 32 MiB.
const TOO_MANY: u32 = 8_000;

/// Brings what the write-ahead log holds into the database.
///
/// `SQLite` would do so inside of every commit that finds a thousand pages in the log: posts would wait for it, and pages
/// that many commits change would be written each time.
pub(super) struct Checkpointer {
    thread: JoinHandle<()>,
}

impl Checkpointer {
    /// Starts the thread, which ends when the writing connection is closed or hooked anew.
    pub(super) fn start(writer: &mut Connection, database: PathBuf) -> io::Result<Self> {
        let (asked, asks) = mpsc::sync_channel(1);
        let mut pace = Pace::default();
        let hook = move |log: &mut Wal, pages: i32| {
            match pace.after(pages.unsigned_abs()) {
                // A full queue means that it is asked for already.
                Turn::Beside => drop(asked.try_send(())),
                // A checkpoint that cannot be done now is done later: the commit stands.
                Turn::Now => drop(log.checkpoint()),
                Turn::None => {}
            }
            Ok(())
        };
        writer.wal_hook(Some(hook)).map_err(io::Error::other)?;
        let thread =
            std::thread::Builder::new().name("sqlite-checkpointer".to_owned()).spawn(move || run(&database, &asks))?;
        Ok(Self { thread })
    }

    /// Takes the hook away and waits for the thread.
    pub(super) fn close(self, writer: &mut Connection) {
        let unhooked = writer.wal_hook(None::<fn(&mut Wal, i32) -> rusqlite::Result<()>>);
        if unhooked.is_ok() && self.thread.join().is_err() {
            tracing::error!("the database's checkpointing thread ended in a panic");
        }
    }
}

fn run(database: &Path, asks: &mpsc::Receiver<()>) {
    let mut db = None;
    while asks.recv().is_ok() {
        if let Err(error) = checkpoint(&mut db, database) {
            tracing::warn!(%error, "the write-ahead log could not be brought into the database; trying again later");
            db = None;
        }
    }
}

/// Passive: waits for nobody, and nobody waits for it.
fn checkpoint(db: &mut Option<Connection>, database: &Path) -> Result<(), Fault> {
    let db = match db {
        Some(db) => db,
        None => db.insert(connect(database, Access::Checkpoint)?),
    };
    Ok(db.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |_| Ok(()))?)
}

/// When what is to be done.
#[derive(Default)]
struct Pace {
    asked_at: u32,
}

#[derive(Debug, PartialEq, Eq)]
enum Turn {
    None,
    Beside,
    Now,
}

impl Pace {
    /// A commit left so many pages in the log.
    fn after(&mut self, pages: u32) -> Turn {
        if pages < self.asked_at {
            // The log began anew.
            self.asked_at = 0;
        }
        if pages < self.asked_at + MANY {
            return Turn::None;
        }
        self.asked_at = pages;
        if pages < TOO_MANY { Turn::Beside } else { Turn::Now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::log_of;

    #[test]
    fn the_log_is_brought_in_beside_and_by_the_writer_only_when_it_grows_on() {
        let mut pace = Pace::default();
        let mut turns: Vec<(u32, Turn)> = Vec::new();
        for pages in (0..=10_100).step_by(100) {
            let turn = pace.after(pages);
            if turn != Turn::None {
                turns.push((pages, turn));
            }
        }
        let expected = [
            (2_000, Turn::Beside),
            (4_000, Turn::Beside),
            (6_000, Turn::Beside),
            (8_000, Turn::Now),
            (10_000, Turn::Now),
        ];
        assert_eq!(turns, expected);
        assert_eq!(pace.after(50), Turn::None);
        assert_eq!(pace.after(2_050), Turn::Beside);
    }

    #[test]
    fn what_was_committed_reaches_the_database_and_the_log_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("countersign.db");
        let mut writer = connect(&path, Access::Write).unwrap();
        writer.execute_batch("CREATE TABLE t (x BLOB)").unwrap();
        let checkpointer = Checkpointer::start(&mut writer, path.clone()).unwrap();
        let log = log_of(&path);
        for _ in 0..4 * TOO_MANY / 200 {
            writer.execute("INSERT INTO t VALUES (randomblob(?1))", [200 * 4096]).unwrap();
        }
        let most = u64::from(TOO_MANY + MANY) * 4200;
        let size = std::fs::metadata(log).unwrap().len();
        assert!(size < most, "the log has {size} bytes");
        checkpointer.close(&mut writer);
        let count: u32 = writer.query_row("SELECT count(*) FROM t", (), |row| row.get(0)).unwrap();
        assert_eq!(count, 4 * TOO_MANY / 200);
    }
}
