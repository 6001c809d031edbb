use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    disk::OWNER_ONLY,
    record::{self, KIND_EPOCH, KIND_VERDICT},
};

use super::Entry;

const NAME: &str = "verdicts.journal";
/// The file is written anew when it is as large.
const WORN: u64 = 32 << 20;

/// A verdict and its number.
type Numbered = (u64, Entry);

/// The journal of late verdicts: its name, then the verdicts.
#[derive(Debug)]
pub(super) struct VerdictFile {
    path: PathBuf,
    file: File,
    epoch: u64,
    size: u64,
}

#[derive(Serialize, Deserialize)]
struct Stored<E> {
    number: u64,
    #[serde(flatten)]
    entry: E,
}

impl VerdictFile {
    /// Opens the journal of a folder. What was being written when the process ended is cut off.
    pub(super) fn open(folder: &Path, fresh_epoch: u64) -> io::Result<(Self, Vec<Numbered>)> {
        let path = folder.join(NAME);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        let Journal { epoch, mut entries, whole } = read(&bytes);
        let file = OpenOptions::new().create(true).append(true).mode(OWNER_ONLY).open(&path)?;
        file.set_len(whole as u64)?;
        let mut journal = Self { path, file, epoch: epoch.unwrap_or(fresh_epoch), size: whole as u64 };
        if epoch.is_none() {
            entries.clear();
            journal.rewrite(&[])?;
        }
        Ok((journal, entries))
    }

    /// The journal's name.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Whether it is time to write only what is kept.
    pub(super) fn is_worn(&self) -> bool {
        self.size > WORN
    }

    /// Writes verdicts; with `present`, the file is written anew with these first.
    pub(super) fn append(&mut self, fresh: &[Numbered], present: &[Numbered]) -> io::Result<()> {
        if !present.is_empty() {
            self.rewrite(present)?;
        }
        let mut buffer = Vec::new();
        write(&mut buffer, fresh);
        if let Err(error) = self.file.write_all(&buffer) {
            self.file.set_len(self.size)?;
            return Err(error);
        }
        self.size += buffer.len() as u64;
        self.file.sync_data()
    }

    /// A new file takes the place of the old one, whole or not at all.
    fn rewrite(&mut self, entries: &[Numbered]) -> io::Result<()> {
        let mut buffer = Vec::new();
        record::write(&mut buffer, KIND_EPOCH, |body| body.extend_from_slice(&self.epoch.to_le_bytes()));
        write(&mut buffer, entries);
        let fresh = self.path.with_extension("fresh");
        let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(OWNER_ONLY).open(&fresh)?;
        file.write_all(&buffer)?;
        file.sync_data()?;
        fs::rename(&fresh, &self.path)?;
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.size = buffer.len() as u64;
        Ok(())
    }
}

/// What a journal says, and up to where it makes sense.
struct Journal {
    epoch: Option<u64>,
    entries: Vec<Numbered>,
    whole: usize,
}

fn read(bytes: &[u8]) -> Journal {
    let mut journal = Journal { epoch: None, entries: Vec::new(), whole: 0 };
    while let Some((kind, body, length)) = record::frame(&bytes[journal.whole..]) {
        match kind {
            KIND_EPOCH => journal.epoch = body.try_into().ok().map(u64::from_le_bytes),
            KIND_VERDICT => {
                let stored: Option<Stored<Entry>> = serde_json::from_slice(body).ok();
                journal.entries.extend(stored.map(|stored| (stored.number, stored.entry)));
            }
            _ => {}
        }
        journal.whole += length;
    }
    journal
}

/// How many verdicts a journal holds up to where it stops making sense, and where that is.
pub fn lengths(bytes: &[u8]) -> (usize, usize) {
    let journal = read(bytes);
    (journal.entries.len(), journal.whole)
}

fn write(buffer: &mut Vec<u8>, entries: &[Numbered]) {
    for (number, entry) in entries {
        record::write(buffer, KIND_VERDICT, |body| {
            let stored = Stored { number: *number, entry };
            serde_json::to_writer(body, &stored).expect("texts and numbers serialise, and memory takes them");
        });
    }
}
