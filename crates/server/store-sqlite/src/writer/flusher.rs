use std::{fs::File, io, path::PathBuf, sync::mpsc, thread::JoinHandle};

use super::{Work, finish};

/// How many committed groups may wait for the disk before the writer waits for it.
const WAITING: usize = 4;

/// Flushes what was committed to the disk, then tells those who wait for it. Groups that wait share a flush.
pub(super) struct Flusher {
    groups: mpsc::SyncSender<Group>,
    thread: JoinHandle<()>,
}

type Group = Vec<Box<dyn Work>>;

impl Flusher {
    /// Starts the thread. Without a file nothing is flushed.
    pub(super) fn start(log: Option<PathBuf>) -> io::Result<Self> {
        let (groups, committed) = mpsc::sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("sqlite-flusher".to_owned())
            .spawn(move || run(&committed, || log.as_ref().map_or(Ok(()), flush)))?;
        Ok(Self { groups, thread })
    }

    /// Takes a group whose transaction is committed.
    pub(super) fn flush(&self, group: Group) {
        if let Err(mpsc::SendError(group)) = self.groups.send(group) {
            finish(group, false);
        }
    }

    /// Flushes what waits and ends.
    pub(super) fn close(self) {
        drop(self.groups);
        if self.thread.join().is_err() {
            tracing::error!("the database's flushing thread ended in a panic");
        }
    }
}

fn run(committed: &mpsc::Receiver<Group>, mut flush: impl FnMut() -> io::Result<()>) {
    while let Ok(mut group) = committed.recv() {
        while let Ok(more) = committed.try_recv() {
            group.extend(more);
        }
        let outcome = flush();
        if let Err(error) = &outcome {
            tracing::error!(%error, "what was committed could not be flushed to the disk");
        }
        finish(group, outcome.is_ok());
    }
}

/// Opened each time: the file is `SQLite`'s, which may make it anew. It holds no locks, so that closing it takes none away.
fn flush(log: &PathBuf) -> io::Result<()> {
    File::open(log)?.sync_data()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use rusqlite::Connection;

    use super::*;

    struct Told(Arc<Mutex<Vec<bool>>>);

    impl Work for Told {
        fn run(&mut self, _: &Connection) -> bool {
            true
        }

        fn finish(self: Box<Self>, kept: bool) {
            self.0.lock().unwrap().push(kept);
        }
    }

    #[test]
    fn nobody_hears_before_the_flush_and_all_hear_of_its_failure() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let (groups, committed) = mpsc::sync_channel::<Group>(WAITING);
        for _ in 0..2 {
            groups.send(vec![Box::new(Told(Arc::clone(&told)))]).unwrap();
        }
        drop(groups);
        let heard = Arc::clone(&told);
        run(&committed, || {
            assert!(heard.lock().unwrap().is_empty());
            Err(io::Error::other("no disk"))
        });
        assert_eq!(*told.lock().unwrap(), [false, false]);
    }

    #[test]
    fn a_missing_log_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("countersign.db-wal");
        assert!(flush(&log).is_err());
        std::fs::write(&log, "x").unwrap();
        assert!(flush(&log).is_ok());
    }
}
