//! What is known in memory of each stored push: where it lies, when it is due, who works on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use countersign_dispatch::{Push, PushClass, PushId};
use countersign_primitives::TimestampMs;

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: u64,
    pub(crate) offset: u64,
    pub(crate) length: u32,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) place: Place,
    pub(crate) failures: u32,
    lane: LaneId,
    class: PushClass,
    accepted_at: TimestampMs,
    expires_at: TimestampMs,
    due: Option<TimestampMs>,
}

type LaneId = u32;
/// Order within a lane: what is due, the most urgent, the oldest.
type Turn = (PushClass, TimestampMs, PushId);

/// Pushes of one lane that wait.
#[derive(Debug, Default)]
struct Lane {
    name: String,
    entries: usize,
    /// Due already when they were put here.
    ready: BTreeSet<Turn>,
    /// Due later, by when.
    later: BTreeSet<(TimestampMs, PushId)>,
}

#[derive(Debug, Default)]
pub(crate) struct Index {
    entries: HashMap<PushId, Entry>,
    lanes: Vec<Lane>,
    bytes: u64,
    /// Live records by file.
    live: BTreeMap<u64, usize>,
}

impl Index {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn oldest(&self) -> Option<TimestampMs> {
        self.entries.values().map(|entry| entry.accepted_at).min()
    }

    pub(crate) fn contains(&self, id: PushId) -> bool {
        self.entries.contains_key(&id)
    }

    pub(crate) fn place(&self, id: PushId) -> Option<Place> {
        self.entries.get(&id).map(|entry| entry.place)
    }

    /// Enters a stored push. One that is there already keeps its state and gets the new place.
    pub(crate) fn insert(&mut self, push: &Push, place: Place, claimed: bool) {
        if self.entries.contains_key(&push.id) {
            return self.moved(push.id, place);
        }
        let lane = self.lane_id(push.target());
        let due = (!claimed).then_some(TimestampMs::ZERO);
        let entry = Entry {
            place,
            failures: 0,
            lane,
            class: push.class,
            accepted_at: push.accepted_at,
            expires_at: push.expires_at,
            due,
        };
        *self.live.entry(place.file).or_default() += 1;
        self.bytes += u64::from(place.length);
        self.lanes[lane as usize].entries += 1;
        self.entries.insert(push.id, entry);
        if due.is_some() {
            self.wait(push.id, TimestampMs::ZERO);
        }
    }

    /// The record of a push lies elsewhere now.
    pub(crate) fn moved(&mut self, id: PushId, place: Place) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let old = std::mem::replace(&mut entry.place, place);
        *self.live.entry(place.file).or_default() += 1;
        self.bytes = self.bytes + u64::from(place.length) - u64::from(old.length);
        self.forget_place(old);
    }

    /// Takes a push out. Returns false when it is not there.
    pub(crate) fn remove(&mut self, id: PushId) -> bool {
        self.unwait(id);
        let Some(entry) = self.entries.remove(&id) else { return false };
        self.bytes -= u64::from(entry.place.length);
        self.lanes[entry.lane as usize].entries -= 1;
        self.forget_place(entry.place);
        true
    }

    /// Claims the next due push of a lane.
    pub(crate) fn claim(&mut self, lane: &str, now: TimestampMs) -> Option<(PushId, Place, u32)> {
        let lane = self.lanes.iter_mut().find(|candidate| candidate.name == lane)?;
        while let Some((due, id)) = lane.later.first().copied().filter(|(due, _)| *due <= now) {
            lane.later.remove(&(due, id));
            if let Some(entry) = self.entries.get(&id) {
                lane.ready.insert((entry.class, entry.accepted_at, id));
            }
        }
        let (_, _, id) = lane.ready.pop_first()?;
        let entry = self.entries.get_mut(&id)?;
        entry.due = None;
        Some((id, entry.place, entry.failures))
    }

    /// Lets a claimed push wait again.
    pub(crate) fn release(&mut self, id: PushId, due: TimestampMs, failures: u32) {
        self.unwait(id);
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.failures = failures;
            // What expires while it waits is claimed then, to be given up.
            let due = due.min(entry.expires_at);
            self.wait(id, due);
        }
    }

    pub(crate) fn next_due(&self, lane: &str) -> Option<TimestampMs> {
        let lane = self.lanes.iter().find(|candidate| candidate.name == lane)?;
        if lane.ready.is_empty() { lane.later.first().map(|(due, _)| *due) } else { Some(TimestampMs::ZERO) }
    }

    pub(crate) fn lanes(&self) -> Vec<String> {
        let mut names: Vec<_> =
            self.lanes.iter().filter(|lane| lane.entries > 0).map(|lane| lane.name.clone()).collect();
        names.sort();
        names
    }

    /// How many live records a file holds.
    pub(crate) fn live_in(&self, file: u64) -> usize {
        self.live.get(&file).copied().unwrap_or(0)
    }

    /// The live pushes of a file.
    pub(crate) fn of_file(&self, file: u64) -> Vec<PushId> {
        self.entries.iter().filter(|(_, entry)| entry.place.file == file).map(|(id, _)| *id).collect()
    }

    fn wait(&mut self, id: PushId, due: TimestampMs) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        entry.due = Some(due);
        let lane = &mut self.lanes[entry.lane as usize];
        if due == TimestampMs::ZERO {
            lane.ready.insert((entry.class, entry.accepted_at, id));
        } else {
            lane.later.insert((due, id));
        }
    }

    fn unwait(&mut self, id: PushId) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        if let Some(due) = entry.due.take() {
            let lane = &mut self.lanes[entry.lane as usize];
            lane.ready.remove(&(entry.class, entry.accepted_at, id));
            lane.later.remove(&(due, id));
        }
    }

    fn forget_place(&mut self, place: Place) {
        if let Some(live) = self.live.get_mut(&place.file) {
            *live -= 1;
            if *live == 0 {
                self.live.remove(&place.file);
            }
        }
    }

    fn lane_id(&mut self, name: &str) -> LaneId {
        let known = self.lanes.iter().position(|lane| lane.name == name);
        let place = known.unwrap_or_else(|| {
            self.lanes.push(Lane { name: name.to_owned(), ..Lane::default() });
            self.lanes.len() - 1
        });
        LaneId::try_from(place).expect("there are as many lanes as configured targets")
    }
}
