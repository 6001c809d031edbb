mod file;
mod told;

use std::{io, path::Path, time::Duration};

use countersign_primitives::{Random, TimestampMs};
use countersign_wire_push::{FeedbackPage, LateVerdict};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::OpenError;

use file::VerdictFile;
pub use file::lengths;
use told::Told;

/// How many late verdicts are kept; the oldest go first.
const MOST: usize = 50_000;
/// How long one is kept.
const KEEP: Duration = Duration::from_hours(24 * 7);

/// Verdicts that came after their callers were answered, kept for a week so that servers can ask for them. Each has a
/// number; a server remembers the last it has seen.
///
/// With a folder they survive the end of the process, like the pushes they came of.
#[derive(Debug)]
pub struct VerdictLog {
    /// Names this log: numbers of another one mean nothing here.
    epoch: u64,
    told: Mutex<Told>,
    /// Not on the disk yet.
    fresh: Mutex<Vec<Entry>>,
    /// `None` keeps everything in memory.
    file: tokio::sync::Mutex<Option<VerdictFile>>,
}

/// A late verdict and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The server that sent the push.
    pub server_id: String,
    /// What became of it.
    pub verdict: LateVerdict,
}

impl VerdictLog {
    /// A log that ends with the process.
    pub fn in_memory(random: &dyn Random) -> Self {
        Self::new(number(random), Told::default(), None)
    }

    /// The log in a folder; made if need be. The folder must be in use by one process only: open the outbox first.
    ///
    /// # Errors
    /// It cannot be read or written.
    pub fn open(folder: &Path, random: &dyn Random) -> Result<Self, OpenError> {
        let (file, entries) = VerdictFile::open(folder, number(random))?;
        let mut told = Told::default();
        for (number, entry) in entries {
            told.add(number, entry);
        }
        told.shorten(MOST);
        Ok(Self::new(file.epoch(), told, Some(file)))
    }

    fn new(epoch: u64, told: Told, file: Option<VerdictFile>) -> Self {
        Self { epoch, told: Mutex::new(told), fresh: Mutex::default(), file: tokio::sync::Mutex::new(file) }
    }

    /// Keeps a verdict. When this returns, it survives; those who wait at the same time share one flush.
    ///
    /// # Errors
    /// The disk fails; the verdict is kept in memory then.
    pub async fn append(&self, entry: Entry) -> io::Result<()> {
        self.fresh.lock().push(entry);
        let mut file = self.file.lock().await;
        let batch = std::mem::take(&mut *self.fresh.lock());
        if batch.is_empty() {
            // Whoever had the file before took this one along.
            return Ok(());
        }
        let numbered: Vec<_> = (self.told.lock().next()..).zip(batch).collect();
        let outcome = match file.take() {
            None => Ok(()),
            Some(mut open) => {
                let present: Vec<_> = if open.is_worn() { self.told.lock().all() } else { Vec::new() };
                let written = numbered.clone();
                let work = move || {
                    let outcome = open.append(&written, &present);
                    (open, outcome)
                };
                let (open, outcome) = spawn_blocking(work).await.map_err(io::Error::other)?;
                *file = Some(open);
                outcome
            }
        };
        let mut told = self.told.lock();
        for (number, entry) in numbered {
            told.add(number, entry);
        }
        told.shorten(MOST);
        outcome
    }

    /// What a server has not seen yet: what came after the cursor `after`, which is empty at first.
    pub fn read(&self, server_id: &str, after: &str, most: usize, now: TimestampMs) -> FeedbackPage {
        let mut told = self.told.lock();
        told.forget_before(TimestampMs(now.0.saturating_sub(i64::try_from(KEEP.as_millis()).unwrap_or(i64::MAX))));
        let seen = self.seen(after).filter(|seen| *seen < told.next()).unwrap_or(0);
        let (verdicts, last, more) = told.after(seen, server_id, most);
        FeedbackPage { verdicts, next: format!("{:016x}-{last}", self.epoch), more }
    }

    /// All that is kept, the oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        self.told.lock().all().into_iter().map(|(_, entry)| entry).collect()
    }

    /// The number in a cursor of this log.
    fn seen(&self, cursor: &str) -> Option<u64> {
        let (epoch, number) = cursor.split_once('-')?;
        (u64::from_str_radix(epoch, 16) == Ok(self.epoch)).then(|| number.parse().ok())?
    }
}

fn number(random: &dyn Random) -> u64 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
