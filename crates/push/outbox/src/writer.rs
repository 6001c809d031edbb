//! The one thread that writes. Everybody who waits is served with one flush.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Write},
    os::unix::fs::FileExt,
    sync::{Arc, mpsc},
    thread,
};

use countersign_dispatch::{Push, PushId};
use countersign_primitives::TimestampMs;
use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::{
    disk::Folder,
    index::{Index, Place},
    record,
};

/// A file is closed and the next one begun at this size.
const MOST_FILE: u64 = 64 << 20;
/// How much is written with one flush at most.
const MOST_BATCH: usize = 4 << 20;

pub(crate) enum Order {
    /// Write a push down; the answer comes when it is on the disk.
    Append { push: Push, claimed: bool, written: oneshot::Sender<io::Result<Option<PushId>>> },
    /// Note that a push is finished; no hurry.
    Done(PushId),
}

/// What the writer and the readers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) index: Mutex<Index>,
    /// Open files, for reading.
    pub(crate) files: Mutex<HashMap<u64, Arc<File>>>,
    pub(crate) folder: Folder,
}

impl Shared {
    /// The bytes of a record.
    pub(crate) fn read(&self, place: Place) -> io::Result<Vec<u8>> {
        let file = self.files.lock().get(&place.file).cloned();
        let file = file.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the file is gone"))?;
        let mut bytes = vec![0; place.length as usize];
        file.read_exact_at(&mut bytes, place.offset)?;
        Ok(bytes)
    }
}

struct Writer {
    shared: Arc<Shared>,
    number: u64,
    file: Arc<File>,
    size: u64,
    buffer: Vec<u8>,
    /// How long the files before this one are, as far as that was asked.
    lengths: HashMap<u64, u64>,
}

/// Starts the thread; it ends when all senders are gone. `next` is the number of the file to begin.
pub(crate) fn start(shared: Arc<Shared>, next: u64) -> io::Result<(mpsc::Sender<Order>, thread::JoinHandle<()>)> {
    let file = Arc::new(shared.folder.create(next)?);
    shared.files.lock().insert(next, Arc::clone(&file));
    let mut writer = Writer { shared, number: next, file, size: 0, buffer: Vec::new(), lengths: HashMap::new() };
    let (orders, inbox) = mpsc::channel();
    let thread = thread::Builder::new().name("push-outbox".to_owned()).spawn(move || writer.run(&inbox))?;
    Ok((orders, thread))
}

/// A push of the present batch: who waits for it and where it will lie.
type Waiting = (Push, bool, Place, oneshot::Sender<io::Result<Option<PushId>>>);

impl Writer {
    fn run(&mut self, inbox: &mpsc::Receiver<Order>) {
        while let Ok(first) = inbox.recv() {
            let mut waiting = Vec::new();
            let mut next = Some(first);
            while let Some(order) = next {
                self.take(order, &mut waiting);
                next = if self.buffer.len() < MOST_BATCH { inbox.try_recv().ok() } else { None };
            }
            self.flush(waiting);
            if let Err(error) = self.tidy() {
                tracing::error!(%error, "the push queue cannot be tidied");
            }
        }
        // What is finished is noted before the process ends, to spare copies after the next start.
        let _ = self.file.sync_data();
    }

    fn take(&mut self, order: Order, waiting: &mut Vec<Waiting>) {
        let offset = self.size + self.buffer.len() as u64;
        let start = self.buffer.len();
        match order {
            Order::Done(id) => record::write_done(&mut self.buffer, id),
            Order::Append { push, claimed, written } => {
                record::write_push(&mut self.buffer, &push);
                let length = u32::try_from(self.buffer.len() - start).unwrap_or(u32::MAX);
                waiting.push((push, claimed, Place { file: self.number, offset, length }, written));
            }
        }
    }

    fn flush(&mut self, waiting: Vec<Waiting>) {
        let outcome = self.write(!waiting.is_empty());
        if let Err(error) = &outcome {
            tracing::error!(%error, "the push queue cannot be written");
        }
        let mut index = self.shared.index.lock();
        for (push, claimed, place, written) in waiting {
            match &outcome {
                Ok(()) => {
                    let gave_way = index.insert(&push, place, claimed);
                    if let Some(gone) = gave_way {
                        record::write_done(&mut self.buffer, gone);
                    }
                    // Whoever was to send it went away meanwhile: it waits like any other.
                    if written.send(Ok(gave_way)).is_err()
                        && claimed
                        && let Some(gone) = index.release(push.id, TimestampMs::ZERO, 0)
                    {
                        record::write_done(&mut self.buffer, gone);
                    }
                }
                Err(error) => {
                    let _ = written.send(Err(io::Error::new(error.kind(), error.to_string())));
                }
            }
        }
        drop(index);
        // What gave way. When this is lost it gives way again at the next start.
        if let Err(error) = self.write(false) {
            tracing::error!(%error, "the push queue cannot be written");
        }
    }

    fn write(&mut self, durably: bool) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let outcome = (&*self.file).write_all(&self.buffer);
        let length = self.buffer.len() as u64;
        self.buffer.clear();
        self.buffer.shrink_to(64 << 10);
        if let Err(error) = outcome {
            // Part of the batch may stand in the file: cut it off, so that what follows can be read.
            self.file.set_len(self.size)?;
            return Err(error);
        }
        self.size += length;
        if durably { self.file.sync_data() } else { Ok(()) }
    }

    /// Begins a new file when this one is full, and deletes or empties old ones.
    fn tidy(&mut self) -> io::Result<()> {
        if self.size >= MOST_FILE || (self.size > 0 && self.is_idle()) {
            self.begin(self.number + 1)?;
        }
        let mut old: Vec<u64> = self.shared.files.lock().keys().copied().filter(|file| *file != self.number).collect();
        old.sort_unstable();
        for file in old {
            if self.shared.index.lock().live_in(file).records == 0 {
                self.delete(file)?;
            } else {
                // Files are deleted in order: a finished push must not come back because its end was deleted first.
                return self.empty_if_mostly_done(file);
            }
        }
        Ok(())
    }

    /// Nothing is stored and the file has grown enough to be worth replacing.
    fn is_idle(&self) -> bool {
        self.size > 1 << 20 && self.shared.index.lock().is_empty()
    }

    fn begin(&mut self, number: u64) -> io::Result<()> {
        self.file.sync_data()?;
        let file = Arc::new(self.shared.folder.create(number)?);
        self.shared.files.lock().insert(number, Arc::clone(&file));
        (self.number, self.file, self.size) = (number, file, 0);
        Ok(())
    }

    fn delete(&mut self, file: u64) -> io::Result<()> {
        self.lengths.remove(&file);
        self.shared.files.lock().remove(&file);
        self.shared.folder.remove(file)
    }

    /// Files before the present one do not grow any more.
    fn length(&mut self, file: u64) -> io::Result<u64> {
        if let Some(length) = self.lengths.get(&file) {
            return Ok(*length);
        }
        let length =
            self.shared.files.lock().get(&file).map_or(Ok(0), |file| file.metadata().map(|meta| meta.len()))?;
        self.lengths.insert(file, length);
        Ok(length)
    }

    /// Copies what is left of the oldest file into the present one when little is left.
    fn empty_if_mostly_done(&mut self, file: u64) -> io::Result<()> {
        let length = self.length(file)?;
        let index = self.shared.index.lock();
        if index.live_in(file).bytes * 8 > length {
            return Ok(());
        }
        let left = index.of_file(file);
        drop(index);
        let mut moved = Vec::new();
        for id in left {
            let Some(place) = self.shared.index.lock().place(id).copied() else { continue };
            let offset = self.size + self.buffer.len() as u64;
            self.buffer.extend_from_slice(&self.shared.read(place)?);
            moved.push((id, Place { file: self.number, offset, length: place.length }));
        }
        self.write(true)?;
        let mut index = self.shared.index.lock();
        for (id, place) in moved {
            index.moved(id, place);
        }
        drop(index);
        self.delete(file)
    }
}
