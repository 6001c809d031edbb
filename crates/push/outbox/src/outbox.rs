use std::{
    collections::HashMap,
    fs::File,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::Duration,
};

use async_trait::async_trait;
use countersign_dispatch::{Claimed, Depth, Outbox, OutboxError, Push, PushId, has_share};
use countersign_primitives::TimestampMs;
use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::{
    disk::Folder,
    index::{Index, Place},
    record::{self, Parsed, Record},
    writer::{self, Order, Shared},
};

/// How much an outbox may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxLimits {
    /// Most pushes. Default: 1,000,000.
    pub pushes: usize,
    /// Most bytes of pushes. Default: 1 GiB. On the disk it may be a little more.
    pub bytes: u64,
}

impl Default for OutboxLimits {
    fn default() -> Self {
        Self { pushes: 1_000_000, bytes: 1 << 30 }
    }
}

/// What was found when the folder was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Pushes that wait to be delivered.
    pub pushes: usize,
    /// Bytes at the ends of files that were no whole record: what was being written when the process ended.
    pub torn_bytes: u64,
    /// Bytes that could not be read although more followed: the disk is at fault.
    pub lost_bytes: u64,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the queue folder cannot be used: {0}")]
pub struct OpenError(#[from] io::Error);

/// The outbox in a folder.
#[derive(Debug)]
pub struct FileOutbox {
    shared: Arc<Shared>,
    limits: OutboxLimits,
    orders: Mutex<Option<mpsc::Sender<Order>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Appended and not in the index yet.
    pending: AtomicUsize,
    pending_bytes: AtomicU64,
}

impl FileOutbox {
    /// Opens a folder, made if need be, and reads what it holds.
    ///
    /// # Errors
    /// It cannot be made, locked, read or written.
    pub fn open(folder: &Path, limits: OutboxLimits) -> Result<(Self, Recovery), OpenError> {
        let folder = Folder::open(folder)?;
        let (index, files, recovery) = recover(&folder)?;
        let next = files.keys().max().map_or(1, |last| last + 1);
        let shared = Arc::new(Shared { index: Mutex::new(index), files: Mutex::new(files), folder });
        let (orders, thread) = writer::start(Arc::clone(&shared), next)?;
        let outbox = Self {
            shared,
            limits,
            orders: Mutex::new(Some(orders)),
            writer: Mutex::new(Some(thread)),
            pending: AtomicUsize::new(0),
            pending_bytes: AtomicU64::new(0),
        };
        Ok((outbox, recovery))
    }

    fn order(&self, order: Order) -> Result<(), OutboxError> {
        let sent = self.orders.lock().as_ref().map(|orders| orders.send(order));
        match sent {
            Some(Ok(())) => Ok(()),
            _ => Err(OutboxError::Store("the writer has ended".to_owned())),
        }
    }

    /// Whether there is room, and the caller has not more than its share already. One that is there already only moves.
    fn has_room(&self, push: &Push, bytes: u64) -> bool {
        let index = self.shared.index.lock();
        if index.contains(push.id) {
            return true;
        }
        let held = index.held(push.caller());
        let pushes = index.len() + self.pending.load(Ordering::Relaxed);
        let used = index.bytes() + self.pending_bytes.load(Ordering::Relaxed);
        let free_bytes = self.limits.bytes.saturating_sub(used);
        bytes <= free_bytes
            && has_share(held.pushes, self.limits.pushes.saturating_sub(pushes) as u64)
            && has_share(held.bytes, free_bytes)
    }
}

/// Reads all files in order: what was appended and not finished.
fn recover(folder: &Folder) -> io::Result<(Index, HashMap<u64, Arc<File>>, Recovery)> {
    let (mut index, mut files, mut recovery) = (Index::default(), HashMap::new(), Recovery::default());
    for number in folder.numbers()? {
        files.insert(number, Arc::new(File::open(folder.file(number))?));
        let bytes = folder.read(number)?;
        let mut offset = 0;
        while offset < bytes.len() {
            match record::parse(&bytes[offset..]) {
                Parsed::Record(Record::Push(push), length) => {
                    let place = Place {
                        file: number,
                        offset: offset as u64,
                        length: u32::try_from(length).unwrap_or(u32::MAX),
                    };
                    index.insert(&push, place, false);
                    offset += length;
                }
                Parsed::Record(Record::Done(id), length) => {
                    index.remove(id);
                    offset += length;
                }
                Parsed::Unknown(length) => offset += length,
                Parsed::Torn => {
                    if let Some(next) = resume(&bytes, offset) {
                        recovery.lost_bytes += (next - offset) as u64;
                        offset = next;
                    } else {
                        recovery.torn_bytes += (bytes.len() - offset) as u64;
                        break;
                    }
                }
            }
        }
    }
    recovery.pushes = index.len();
    Ok((index, files, recovery))
}

/// The next place where a whole record stands. Looks at every byte: it is needed when a disk has failed.
fn resume(bytes: &[u8], torn: usize) -> Option<usize> {
    (torn + 1..bytes.len().saturating_sub(record::HEAD)).find(|place| record::parse(&bytes[*place..]) != Parsed::Torn)
}

#[async_trait]
impl Outbox for FileOutbox {
    async fn append(&self, push: &Push, claimed: bool) -> Result<Option<PushId>, OutboxError> {
        let bytes = push.weight();
        if !self.has_room(push, bytes) {
            return Err(OutboxError::Full { retry_after: Duration::from_secs(5) });
        }
        let (written, answer) = oneshot::channel();
        self.pending.fetch_add(1, Ordering::Relaxed);
        self.pending_bytes.fetch_add(bytes, Ordering::Relaxed);
        let ordered = self.order(Order::Append { push: push.clone(), claimed, written });
        let outcome = match ordered {
            Ok(()) => answer.await.map_err(|_| OutboxError::Store("the writer has ended".to_owned())),
            Err(error) => Err(error),
        };
        self.pending.fetch_sub(1, Ordering::Relaxed);
        self.pending_bytes.fetch_sub(bytes, Ordering::Relaxed);
        outcome?.map_err(|error| OutboxError::Store(error.to_string()))
    }

    async fn claim(&self, lane: &str, now: TimestampMs, most: usize) -> Result<Vec<Claimed>, OutboxError> {
        let mut claimed = Vec::new();
        while claimed.len() < most {
            let Some((id, place, failures)) = self.shared.index.lock().claim(lane, now) else { break };
            // Small reads of pages that were just written: faster here than on another thread.
            let bytes = self.shared.read(place).map_err(|error| OutboxError::Store(error.to_string()))?;
            if let Parsed::Record(Record::Push(push), _) = record::parse(&bytes) {
                claimed.push(Claimed { push, failures });
            } else {
                tracing::error!(push = %id, "a stored push cannot be read any more");
                self.finish(id);
            }
        }
        Ok(claimed)
    }

    fn finish(&self, id: PushId) {
        if self.shared.index.lock().remove(id) {
            // Lost when the writer has ended: the push is then sent once more after the next start, with the same id.
            let _ = self.order(Order::Done(id));
        }
    }

    fn release(&self, id: PushId, due: TimestampMs, failures: u32) -> Option<PushId> {
        let gave_way = self.shared.index.lock().release(id, due, failures);
        if let Some(gone) = gave_way {
            let _ = self.order(Order::Done(gone));
        }
        gave_way
    }

    fn next_due(&self, lane: &str) -> Option<TimestampMs> {
        self.shared.index.lock().next_due(lane)
    }

    fn lanes(&self) -> Vec<String> {
        self.shared.index.lock().lanes()
    }

    fn holds(&self, id: PushId) -> bool {
        self.shared.index.lock().contains(id)
    }

    fn depth(&self) -> Depth {
        let index = self.shared.index.lock();
        Depth { pushes: index.len(), bytes: index.bytes(), oldest: index.oldest() }
    }
}

impl Drop for FileOutbox {
    /// Waits until everything ordered is written.
    fn drop(&mut self) {
        self.orders.lock().take();
        if let Some(writer) = self.writer.lock().take() {
            let _ = writer.join();
        }
    }
}
