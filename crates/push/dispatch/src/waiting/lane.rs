use std::collections::BTreeSet;

use countersign_primitives::TimestampMs;

use crate::{CallerKey, PushClass, PushId};

use super::turns::Turns;

/// Pushes of one target that wait.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) name: String,
    /// Waiting or claimed.
    pub(super) entries: usize,
    /// Due now, by class.
    ready: [Turns; PushClass::ALL.len()],
    /// Due later, by when.
    later: BTreeSet<(TimestampMs, PushId)>,
}

impl Lane {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), entries: 0, ready: Default::default(), later: BTreeSet::new() }
    }

    pub(super) fn add_ready(&mut self, class: PushClass, caller: CallerKey, at: TimestampMs, id: PushId) {
        self.ready[class as usize].add(caller, at, id);
    }

    pub(super) fn remove_ready(&mut self, class: PushClass, caller: CallerKey, at: TimestampMs, id: PushId) {
        self.ready[class as usize].remove(caller, at, id);
    }

    pub(super) fn add_later(&mut self, due: TimestampMs, id: PushId) {
        self.later.insert((due, id));
    }

    pub(super) fn remove_later(&mut self, due: TimestampMs, id: PushId) {
        self.later.remove(&(due, id));
    }

    /// The most urgent class first, its callers in turn.
    pub(super) fn pop_ready(&mut self) -> Option<PushId> {
        self.ready.iter_mut().find_map(Turns::pop)
    }

    /// One of those that have become due.
    pub(super) fn pop_later(&mut self, now: TimestampMs) -> Option<PushId> {
        let (due, id) = self.later.first().copied().filter(|(due, _)| *due <= now)?;
        self.later.remove(&(due, id));
        Some(id)
    }

    pub(super) fn next_due(&self) -> Option<TimestampMs> {
        if self.ready.iter().all(Turns::is_empty) {
            self.later.first().map(|(due, _)| *due)
        } else {
            Some(TimestampMs::ZERO)
        }
    }
}
