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

/// The index of waiting pushes, and how many live records each file has.
#[derive(Debug, Default)]
pub(crate) struct Index {
    waiting: WaitingIndex<Place>,
    live: BTreeMap<u64, usize>,
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
        *self.live.entry(place.file).or_default() += 1;
        self.forget(insertion.moved_from);
        let (id, gone) = insertion.gave_way?;
        self.forget(Some(gone));
        Some(id)
    }

    /// The record of a push lies elsewhere now.
    pub(crate) fn moved(&mut self, id: PushId, place: Place) {
        if let Some(old) = self.waiting.moved(id, place, u64::from(place.length)) {
            *self.live.entry(place.file).or_default() += 1;
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

    /// How many live records a file holds.
    pub(crate) fn live_in(&self, file: u64) -> usize {
        self.live.get(&file).copied().unwrap_or(0)
    }

    /// The live pushes of a file.
    pub(crate) fn of_file(&self, file: u64) -> Vec<PushId> {
        self.waiting.places().filter(|(_, place)| place.file == file).map(|(id, _)| id).collect()
    }

    fn forget(&mut self, place: Option<Place>) {
        let Some(place) = place else { return };
        if let Some(live) = self.live.get_mut(&place.file) {
            *live -= 1;
            if *live == 0 {
                self.live.remove(&place.file);
            }
        }
    }
}
