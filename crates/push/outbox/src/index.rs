//! Where each stored push lies, and what each file still holds.

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
};

use countersign_dispatch::{Push, PushId, WaitingIndex};
use countersign_primitives::TimestampMs;

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: u64,
    pub(crate) offset: u64,
    pub(crate) length: u32,
}

/// The index of waiting pushes, and what each file still holds of them: asked after every flush, so it is counted along.
#[derive(Debug, Default)]
pub(crate) struct Index {
    waiting: WaitingIndex<Place>,
    live: BTreeMap<u64, Live>,
}

/// The live records of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Live {
    pub(crate) records: usize,
    pub(crate) bytes: u64,
}

impl Deref for Index {
    type Target = WaitingIndex<Place>;

    fn deref(&self) -> &Self::Target {
        &self.waiting
    }
}

impl DerefMut for Index {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.waiting
    }
}

impl Index {
    /// Enters a stored push. Returns the push that gave way.
    pub(crate) fn insert(&mut self, push: &Push, place: Place, claimed: bool) -> Option<PushId> {
        let insertion = self.waiting.insert(push, place, u64::from(place.length), claimed);
        self.note(place);
        self.forget(insertion.moved_from);
        let (id, gone) = insertion.gave_way?;
        self.forget(Some(gone));
        Some(id)
    }

    /// The record of a push lies elsewhere now.
    pub(crate) fn moved(&mut self, id: PushId, place: Place) {
        if let Some(old) = self.waiting.moved(id, place, u64::from(place.length)) {
            self.note(place);
            self.forget(Some(old));
        }
    }

    /// Takes a push out. Returns false when it is not there.
    pub(crate) fn remove(&mut self, id: PushId) -> bool {
        let place = self.waiting.remove(id);
        self.forget(place);
        place.is_some()
    }

    /// Lets a claimed push wait again. Returns the push that gave way.
    pub(crate) fn release(&mut self, id: PushId, due: TimestampMs, failures: u32) -> Option<PushId> {
        let (gone, place) = self.waiting.release(id, due, failures)?;
        self.forget(Some(place));
        Some(gone)
    }

    /// The live records that a file holds.
    pub(crate) fn live_in(&self, file: u64) -> Live {
        self.live.get(&file).copied().unwrap_or_default()
    }

    /// The live pushes of a file. Looks at everything that waits.
    pub(crate) fn of_file(&self, file: u64) -> Vec<PushId> {
        self.waiting.places().filter(|(_, place)| place.file == file).map(|(id, _)| id).collect()
    }

    fn note(&mut self, place: Place) {
        let live = self.live.entry(place.file).or_default();
        live.records += 1;
        live.bytes += u64::from(place.length);
    }

    fn forget(&mut self, place: Option<Place>) {
        let Some(place) = place else { return };
        if let Some(live) = self.live.get_mut(&place.file) {
            live.records -= 1;
            live.bytes -= u64::from(place.length);
            if live.records == 0 {
                self.live.remove(&place.file);
            }
        }
    }
}
