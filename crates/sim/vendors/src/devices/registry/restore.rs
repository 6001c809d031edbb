use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};

use countersign_primitives::{Clock, Random};

use super::{Device, DeviceState, Devices, DevicesError};
use crate::devices::{
    journal::{Entry, Journal},
    mailbox::Waiting,
};

impl Devices {
    /// Reads the devices' file, and rewrites it without what is gone.
    pub(crate) fn open(path: &Path, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<Self, DevicesError> {
        let failed = |source| DevicesError { path: path.to_owned(), source };
        let (journal, entries) = Journal::open(path).map_err(failed)?;
        let mut devices = HashMap::new();
        let mut next_id = 1;
        for entry in entries {
            apply(&mut devices, &mut next_id, entry);
        }
        let this = Self {
            by_token: RwLock::new(devices),
            journal: Mutex::new(journal),
            path: path.to_owned(),
            next_id: AtomicU64::new(next_id),
            reserved_ids: AtomicU64::new(next_id),
            next_session: AtomicU64::new(0),
            clock,
            random,
        };
        this.rewrite()?;
        Ok(this)
    }

    /// Rewrites the file when most of it is about what is gone.
    pub(super) fn rewrite_when_due(&self) -> Result<(), DevicesError> {
        if self.journal.lock().wants_rewrite() { self.rewrite() } else { Ok(()) }
    }

    fn rewrite(&self) -> Result<(), DevicesError> {
        let devices = self.by_token.write();
        let next_id = Entry::NextId { id: self.reserved_ids.load(Ordering::Relaxed) };
        let entries = devices.iter().flat_map(|(token, device)| entries_of(token, device));
        let rewritten = self.journal.lock().rewrite(std::iter::once(next_id).chain(entries));
        rewritten.map_err(|source| DevicesError { path: self.path.clone(), source })
    }
}

/// What makes a device again.
fn entries_of(token: &str, device: &Device) -> Vec<Entry> {
    let state = device.state.lock();
    let mut entries = vec![Entry::Device { device: (*device.record).clone() }];
    if state.mailbox.overflowed {
        entries.push(Entry::Pushed { token: token.to_owned(), kept: None, gone: Vec::new(), overflow: true });
    }
    entries.extend(state.mailbox.waiting.iter().map(|waiting| Entry::Pushed {
        token: token.to_owned(),
        kept: Some(waiting.clone()),
        gone: Vec::new(),
        overflow: false,
    }));
    entries.extend(state.unregistered_at.map(|at| Entry::Unregistered { token: token.to_owned(), at }));
    entries
}

fn apply(devices: &mut HashMap<String, Device>, next_id: &mut u64, entry: Entry) {
    match entry {
        Entry::NextId { id } => *next_id = (*next_id).max(id),
        Entry::Device { device } => {
            let token = device.token.clone();
            devices.insert(token, Device { record: Arc::new(device), state: Mutex::default() });
        }
        Entry::Unregistered { token, at } => {
            if let Some(device) = devices.get(&token) {
                *device.state.lock() = DeviceState { unregistered_at: Some(at), ..DeviceState::default() };
            }
        }
        Entry::Pushed { token, kept, gone, overflow } => {
            if let Some(kept) = &kept {
                *next_id = (*next_id).max(kept.push.id + 1);
            }
            let Some(device) = devices.get(&token) else { return };
            let mut state = device.state.lock();
            state.mailbox.remove(&gone);
            state.mailbox.waiting.extend(kept.map(|waiting| Waiting { restored: true, ..waiting }));
            state.mailbox.overflowed |= overflow;
        }
        Entry::OverflowTold { token } => {
            if let Some(device) = devices.get(&token) {
                device.state.lock().mailbox.overflowed = false;
            }
        }
    }
}
