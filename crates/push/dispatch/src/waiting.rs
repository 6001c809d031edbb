mod lane;
mod turns;

use std::collections::{BTreeMap, HashMap};

use countersign_primitives::TimestampMs;

use crate::{CallerKey, CollapseKey, Push, PushClass, PushId};

use lane::Lane;

/// What an outbox keeps in memory of each stored push: where it lies (`P`), when it is due, who works on it, whose turn
/// it is. The order of [`crate::Outbox`] is decided here, for every outbox the same.
#[derive(Debug)]
pub struct WaitingIndex<P> {
    entries: HashMap<PushId, Entry<P>>,
    lanes: Vec<Lane>,
    /// Of pushes that collapse, the one that waits.
    newest: HashMap<CollapseKey, PushId>,
    held: HashMap<CallerKey, Held>,
    /// How many were accepted at a moment.
    ages: BTreeMap<TimestampMs, u32>,
    bytes: u64,
}

#[derive(Debug)]
struct Entry<P> {
    place: P,
    bytes: u64,
    failures: u32,
    lane: usize,
    class: PushClass,
    caller: CallerKey,
    collapse: Option<CollapseKey>,
    accepted_at: TimestampMs,
    expires_at: TimestampMs,
    due: Option<TimestampMs>,
}

/// How much of an outbox is one caller's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Pushes.
    pub pushes: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What an insertion pushed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion<P> {
    /// Where the push lay before, when it was there already.
    pub moved_from: Option<P>,
    /// The push that gave way, and where it lay: it is gone.
    pub gave_way: Option<(PushId, P)>,
}

impl<P> Default for WaitingIndex<P> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            lanes: Vec::new(),
            newest: HashMap::new(),
            held: HashMap::new(),
            ages: BTreeMap::new(),
            bytes: 0,
        }
    }
}

impl<P: Clone> WaitingIndex<P> {
    /// How many pushes wait or are claimed.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Their bytes as stored.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// When the oldest was accepted.
    pub fn oldest(&self) -> Option<TimestampMs> {
        self.ages.keys().next().copied()
    }

    /// How much is one caller's.
    pub fn held(&self, caller: CallerKey) -> Held {
        self.held.get(&caller).copied().unwrap_or_default()
    }

    /// Whether a push is here.
    pub fn contains(&self, id: PushId) -> bool {
        self.entries.contains_key(&id)
    }

    /// Where a push lies.
    pub fn place(&self, id: PushId) -> Option<&P> {
        self.entries.get(&id).map(|entry| &entry.place)
    }

    /// All pushes and where they lie, in no order.
    pub fn places(&self) -> impl Iterator<Item = (PushId, &P)> {
        self.entries.iter().map(|(id, entry)| (*id, &entry.place))
    }

    /// Enters a stored push. One that is here already keeps its state and lies in the new place.
    pub fn insert(&mut self, push: &Push, place: P, bytes: u64, claimed: bool) -> Insertion<P> {
        if self.entries.contains_key(&push.id) {
            return Insertion { moved_from: self.moved(push.id, place, bytes), gave_way: None };
        }
        let lane = self.lane_of(push.target());
        self.lanes[lane].entries += 1;
        let entry = Entry {
            place,
            bytes,
            failures: 0,
            lane,
            class: push.class,
            caller: push.caller(),
            collapse: push.collapse_key(),
            accepted_at: push.accepted_at,
            expires_at: push.expires_at,
            due: None,
        };
        self.bytes += bytes;
        let held = self.held.entry(entry.caller).or_default();
        held.pushes += 1;
        held.bytes += bytes;
        *self.ages.entry(entry.accepted_at).or_default() += 1;
        self.entries.insert(push.id, entry);
        let gave_way = if claimed { None } else { self.wait(push.id, TimestampMs::ZERO) };
        Insertion { moved_from: None, gave_way }
    }

    /// A push lies elsewhere now. Returns where it lay; `None` when it is not here.
    pub fn moved(&mut self, id: PushId, place: P, bytes: u64) -> Option<P> {
        let entry = self.entries.get_mut(&id)?;
        let held = self.held.entry(entry.caller).or_default();
        held.bytes = held.bytes + bytes - entry.bytes;
        self.bytes = self.bytes + bytes - entry.bytes;
        entry.bytes = bytes;
        Some(std::mem::replace(&mut entry.place, place))
    }

    /// Takes a push out. Returns where it lay; `None` when it is not here.
    pub fn remove(&mut self, id: PushId) -> Option<P> {
        self.unwait(id);
        let entry = self.entries.remove(&id)?;
        self.bytes -= entry.bytes;
        self.lanes[entry.lane].entries -= 1;
        if let Some(held) = self.held.get_mut(&entry.caller) {
            held.pushes -= 1;
            held.bytes -= entry.bytes;
            if held.pushes == 0 {
                self.held.remove(&entry.caller);
            }
        }
        if let Some(count) = self.ages.get_mut(&entry.accepted_at) {
            *count -= 1;
            if *count == 0 {
                self.ages.remove(&entry.accepted_at);
            }
        }
        Some(entry.place)
    }

    /// Claims the push of a lane whose turn it is: its name, its place and how often it failed.
    pub fn claim(&mut self, lane: &str, now: TimestampMs) -> Option<(PushId, P, u32)> {
        let lane = self.lanes.iter_mut().find(|candidate| candidate.name == lane)?;
        while let Some(id) = lane.pop_later(now) {
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.due = Some(TimestampMs::ZERO);
                lane.add_ready(entry.class, entry.caller, entry.accepted_at, id);
            }
        }
        let id = lane.pop_ready()?;
        let entry = self.entries.get_mut(&id)?;
        entry.due = None;
        if let Some(key) = entry.collapse {
            self.newest.remove(&key);
        }
        Some((id, entry.place.clone(), entry.failures))
    }

    /// Lets a claimed push wait again. Returns the push that gave way, if one did: this one or an older one.
    pub fn release(&mut self, id: PushId, due: TimestampMs, failures: u32) -> Option<(PushId, P)> {
        self.unwait(id);
        let entry = self.entries.get_mut(&id)?;
        entry.failures = failures;
        // What expires while it waits is claimed then, to be given up.
        let due = due.min(entry.expires_at);
        self.wait(id, due)
    }

    /// When the next push of a lane is due; `None` when none waits.
    pub fn next_due(&self, lane: &str) -> Option<TimestampMs> {
        self.lanes.iter().find(|candidate| candidate.name == lane)?.next_due()
    }

    /// The lanes in which something waits or is claimed, by name.
    pub fn lanes(&self) -> Vec<String> {
        let mut names: Vec<_> =
            self.lanes.iter().filter(|lane| lane.entries > 0).map(|lane| lane.name.clone()).collect();
        names.sort();
        names
    }

    fn wait(&mut self, id: PushId, due: TimestampMs) -> Option<(PushId, P)> {
        let mut gave_way = None;
        let entry = self.entries.get(&id)?;
        if let Some(key) = entry.collapse {
            let at = entry.accepted_at;
            if let Some(other) = self.newest.get(&key).copied() {
                let is_newer = self.entries.get(&other).is_some_and(|other| other.accepted_at > at);
                let older = if is_newer { id } else { other };
                gave_way = self.remove(older).map(|place| (older, place));
                if is_newer {
                    return gave_way;
                }
            }
            self.newest.insert(key, id);
        }
        let entry = self.entries.get_mut(&id)?;
        entry.due = Some(due);
        let lane = &mut self.lanes[entry.lane];
        if due == TimestampMs::ZERO {
            lane.add_ready(entry.class, entry.caller, entry.accepted_at, id);
        } else {
            lane.add_later(due, id);
        }
        gave_way
    }

    fn unwait(&mut self, id: PushId) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let Some(due) = entry.due.take() else { return };
        let lane = &mut self.lanes[entry.lane];
        if due == TimestampMs::ZERO {
            lane.remove_ready(entry.class, entry.caller, entry.accepted_at, id);
        } else {
            lane.remove_later(due, id);
        }
        if let Some(key) = entry.collapse
            && self.newest.get(&key) == Some(&id)
        {
            self.newest.remove(&key);
        }
    }

    /// There are as many lanes as configured targets: few.
    fn lane_of(&mut self, name: &str) -> usize {
        self.lanes.iter().position(|lane| lane.name == name).unwrap_or_else(|| {
            self.lanes.push(Lane::new(name));
            self.lanes.len() - 1
        })
    }
}
