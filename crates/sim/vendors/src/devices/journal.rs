//! The devices' file: one JSON object per line, appended. A kill of the process loses nothing that was appended; a
//! power cut may lose the last seconds, for it is not forced to the disk.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use countersign_primitives::TimestampMs;

use super::{mailbox::Waiting, record::DeviceRecord};

/// A file below this size is not worth rewriting.
const MIN_REWRITE_BYTES: u64 = 8 * 1024 * 1024;

/// One change.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub(super) enum Entry {
    /// Ids below this one were given.
    NextId { id: u64 },
    /// A device exists.
    Device { device: DeviceRecord },
    /// A device gave its token back.
    Unregistered { token: String, at: TimestampMs },
    /// A push waits, in place of others perhaps; an overflow drops all.
    Pushed {
        token: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<Waiting>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gone: Vec<u64>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        overflow: bool,
    },
    /// The phone was told of the overflow.
    OverflowTold { token: String },
}

/// The open file.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    bytes: u64,
    /// Size after the last rewrite.
    rewritten_bytes: u64,
}

impl Journal {
    /// Opens the file and reads what it holds. A last line that was not written to its end is cut off.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<Entry>)> {
        let mut options = OpenOptions::new();
        let file = options.append(true).read(true).create(true).mode(0o600).open(path)?;
        let text = std::fs::read(path)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64)?;
        let mut entries = Vec::new();
        for (number, line) in text[..whole].split(|byte| *byte == b'\n').enumerate().filter(|(_, l)| !l.is_empty()) {
            let entry = serde_json::from_slice(line).map_err(|error| {
                io::Error::new(io::ErrorKind::InvalidData, format!("line {} is damaged: {error}", number + 1))
            })?;
            entries.push(entry);
        }
        Ok((Self { path: path.to_owned(), file, bytes: whole as u64, rewritten_bytes: whole as u64 }, entries))
    }

    /// Appends a change. When it fails, nothing of it is in the file.
    pub(super) fn append(&mut self, entry: &Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        if let Err(error) = self.file.write_all(&line) {
            self.file.set_len(self.bytes)?;
            return Err(error);
        }
        self.bytes += line.len() as u64;
        Ok(())
    }

    /// Whether most of the file is about what is gone.
    pub(super) fn wants_rewrite(&self) -> bool {
        self.bytes > MIN_REWRITE_BYTES.max(4 * self.rewritten_bytes)
    }

    /// Replaces the file by one with these entries.
    pub(super) fn rewrite(&mut self, entries: impl Iterator<Item = Entry>) -> io::Result<()> {
        let draft = self.path.with_extension("draft");
        let mut text = Vec::new();
        for entry in entries {
            serde_json::to_writer(&mut text, &entry)?;
            text.push(b'\n');
        }
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(&text)?;
        file.sync_all()?;
        std::fs::rename(&draft, &self.path)?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.bytes = text.len() as u64;
        self.rewritten_bytes = self.bytes;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_not_written_to_its_end_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.jsonl");
        let (mut journal, _) = Journal::open(&path).unwrap();
        journal.append(&Entry::NextId { id: 7 }).unwrap();
        drop(journal);
        let mut torn = std::fs::read(&path).unwrap();
        torn.extend_from_slice(br#"{"entry":"next_i"#);
        std::fs::write(&path, torn).unwrap();
        let (mut journal, entries) = Journal::open(&path).unwrap();
        assert!(matches!(entries[..], [Entry::NextId { id: 7 }]));
        journal.append(&Entry::NextId { id: 8 }).unwrap();
        let (_, entries) = Journal::open(&path).unwrap();
        assert!(matches!(entries[..], [Entry::NextId { id: 7 }, Entry::NextId { id: 8 }]));
    }

    #[test]
    fn damage_in_the_middle_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.jsonl");
        std::fs::write(&path, "{}\n").unwrap();
        assert!(Journal::open(&path).unwrap_err().to_string().starts_with("line 1 is damaged"));
    }
}
