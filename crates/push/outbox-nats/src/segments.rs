//! Which segments of the stream are ours, and for how long. Values only: no NATS.

use std::{collections::HashMap, time::Duration};

use countersign_dispatch::{Push, PushId, WaitingIndex};
use countersign_primitives::TimestampMs;

/// Where a push lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Number of the segment, in this process.
    pub(crate) segment: u64,
    /// Number of the message in the stream.
    pub(crate) seq: u64,
    pub(crate) length: u32,
}

/// A segment whose lease is ours.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Stands for it in this process.
    pub(crate) number: u64,
    /// Names it everywhere.
    pub(crate) name: String,
    /// The lease's revision: renewing it proves that nobody else held it in between.
    pub(crate) revision: u64,
    /// Until when nobody else can have it, in ticks of our clock.
    pub(crate) valid_until: Duration,
    /// Appends under way.
    pub(crate) pending: usize,
    /// Something may lie in it that nobody was promised: an append whose answer did not come.
    pub(crate) strayed: bool,
    /// It was taken over and is being read, or holds what cannot be read: not to be given back.
    pub(crate) held: bool,
}

/// Whether the stream has what was appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Yes,
    /// It refused.
    No,
    /// Its answer did not come.
    Perhaps,
}

/// All that a gateway knows of its queue.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) index: WaitingIndex<Place>,
    /// Pushes in the index by segment.
    live: HashMap<u64, usize>,
    pub(crate) segments: Vec<Segment>,
    /// The segment that is appended to.
    current: Option<u64>,
    next_number: u64,
}

impl State {
    /// Adds a segment whose lease was just taken; its number.
    pub(crate) fn add(&mut self, name: String, revision: u64, valid_until: Duration, held: bool) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        let segment = Segment { number, name, revision, valid_until, pending: 0, strayed: false, held };
        self.segments.push(segment);
        number
    }

    pub(crate) fn append_to(&mut self, number: u64) {
        self.current = Some(number);
    }

    /// Whether there is a segment to append to that nothing strayed into.
    pub(crate) fn has_clean_current(&self) -> bool {
        self.current.and_then(|number| self.segment(number)).is_some_and(|segment| !segment.strayed)
    }

    pub(crate) fn segment(&self, number: u64) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.number == number)
    }

    pub(crate) fn segment_mut(&mut self, number: u64) -> Option<&mut Segment> {
        self.segments.iter_mut().find(|segment| segment.number == number)
    }

    /// Begins an append: number and name of the segment; `None` when there is none that is surely ours.
    pub(crate) fn begin_append(&mut self, ticks: Duration) -> Option<(u64, String)> {
        let current = self.current?;
        let segment = self.segment_mut(current).filter(|segment| ticks < segment.valid_until)?;
        segment.pending += 1;
        Some((current, segment.name.clone()))
    }

    /// Ends an append. Whether what it stored counts: the segment was ours all the time. What does not count has strayed.
    pub(crate) fn end_append(&mut self, number: u64, kept: Kept, ticks: Duration) -> bool {
        let Some(segment) = self.segment_mut(number) else { return false };
        segment.pending -= 1;
        let counts = kept == Kept::Yes && ticks < segment.valid_until;
        segment.strayed |= !counts && kept != Kept::No;
        counts
    }

    /// Whether everything in the index is surely ours.
    pub(crate) fn is_ours(&self, ticks: Duration) -> bool {
        self.segments.iter().all(|segment| ticks < segment.valid_until)
    }

    /// Enters a stored push. What must be removed from the stream for it: where it lay before, or what gave way, which is
    /// named too.
    pub(crate) fn insert(&mut self, push: &Push, place: Place, claimed: bool) -> (Option<u64>, Option<PushId>) {
        let insertion = self.index.insert(push, place, u64::from(place.length), claimed);
        *self.live.entry(place.segment).or_default() += 1;
        let (gave_way, gone) = insertion.gave_way.unzip();
        let freed = insertion.moved_from.or(gone);
        self.forget(freed);
        (freed.map(|place| place.seq), gave_way)
    }

    /// Takes a push out. Where it lay in the stream.
    pub(crate) fn remove(&mut self, id: PushId) -> Option<u64> {
        let place = self.index.remove(id);
        self.forget(place);
        place.map(|place| place.seq)
    }

    /// Lets a claimed push wait again. The push that gave way, and where it lay in the stream.
    pub(crate) fn release(&mut self, id: PushId, due: TimestampMs, failures: u32) -> Option<(PushId, u64)> {
        let (gone, place) = self.index.release(id, due, failures)?;
        self.forget(Some(place));
        Some((gone, place.seq))
    }

    fn forget(&mut self, place: Option<Place>) {
        if let Some(live) = place.and_then(|place| self.live.get_mut(&place.segment)) {
            *live -= 1;
        }
    }

    /// Forgets a segment and what is in it: it belongs to another gateway now. How many pushes that are.
    pub(crate) fn lose(&mut self, number: u64) -> usize {
        let lies_there = |(id, place): (PushId, &Place)| (place.segment == number).then_some(id);
        let lost: Vec<_> = self.index.places().filter_map(lies_there).collect();
        for id in &lost {
            self.index.remove(*id);
        }
        self.live.remove(&number);
        self.segments.retain(|segment| segment.number != number);
        self.current = self.current.filter(|current| *current != number);
        lost.len()
    }

    /// The segments with nothing left in them, but for the one that is appended to.
    pub(crate) fn drained(&self) -> Vec<Segment> {
        let is_drained = |segment: &&Segment| {
            Some(segment.number) != self.current
                && !segment.held
                && segment.pending == 0
                && self.live.get(&segment.number).is_none_or(|live| *live == 0)
        };
        self.segments.iter().filter(is_drained).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(1);
    const LATE: Duration = Duration::from_secs(9);

    fn state() -> (State, u64) {
        let mut state = State::default();
        let number = state.add("one".to_owned(), 1, Duration::from_secs(5), false);
        state.append_to(number);
        (state, number)
    }

    #[test]
    fn nothing_is_appended_without_a_valid_lease() {
        let (mut state, number) = state();
        assert_eq!(state.begin_append(SOON), Some((number, "one".to_owned())));
        assert!(state.end_append(number, Kept::Yes, SOON));
        assert_eq!(state.begin_append(LATE), None);
        assert!(!state.is_ours(LATE));
        state.begin_append(SOON);
        assert!(!state.end_append(number, Kept::No, SOON));
        assert!(state.has_clean_current());
    }

    #[test]
    fn what_is_stored_after_the_lease_ran_out_does_not_count() {
        let (mut state, number) = state();
        state.begin_append(SOON);
        assert!(!state.end_append(number, Kept::Yes, LATE));
        assert!(!state.has_clean_current());
    }

    #[test]
    fn a_segment_is_drained_when_another_is_appended_to_and_nothing_is_under_way() {
        let (mut state, first) = state();
        assert!(state.drained().is_empty());
        state.begin_append(SOON);
        let second = state.add("two".to_owned(), 1, LATE, false);
        state.append_to(second);
        assert!(state.drained().is_empty());
        state.end_append(first, Kept::Perhaps, SOON);
        let drained = state.drained();
        assert_eq!(
            drained.iter().map(|segment| (segment.number, segment.strayed)).collect::<Vec<_>>(),
            [(first, true)]
        );
    }
}
