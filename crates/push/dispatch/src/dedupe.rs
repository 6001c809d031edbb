use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasherDefault, Hasher},
    time::Duration,
};

use crate::PushId;

/// Recognises pushes that come again: the caller timed out and repeats them, or two gateways share a caller.
///
/// Holds two generations of ids; the older is dropped when the younger is full or old. Bounded in number and time.
#[derive(Debug)]
pub struct Dedupe<T> {
    young: Ids<T>,
    old: Ids<T>,
    young_since: Duration,
    keep: Duration,
    most: usize,
}

type Ids<T> = HashMap<PushId, T, BuildHasherDefault<IdHasher>>;

impl<T: Clone> Dedupe<T> {
    /// Remembers ids for `keep` at least and twice that at most, as long as there are not more than `most` in that
    /// time.
    pub fn new(keep: Duration, most: usize) -> Self {
        Self { young: Ids::default(), old: Ids::default(), young_since: Duration::ZERO, keep, most: most.div_ceil(2) }
    }

    /// What is remembered of this push.
    pub fn get(&self, id: PushId) -> Option<&T> {
        self.young.get(&id).or_else(|| self.old.get(&id))
    }

    /// Remembers `first` unless the push is known; returns what is known.
    pub fn enter(&mut self, id: PushId, first: T, ticks: Duration) -> Option<T> {
        if let Some(known) = self.get(id) {
            return Some(known.clone());
        }
        self.turn(ticks);
        self.young.insert(id, first);
        None
    }

    /// Changes what is remembered. Nothing happens when the push was forgotten meanwhile.
    pub fn set(&mut self, id: PushId, value: T) {
        for generation in [&mut self.young, &mut self.old] {
            if let Entry::Occupied(mut entry) = generation.entry(id) {
                entry.insert(value);
                return;
            }
        }
    }

    /// Forgets a push: the next one like it is sent.
    pub fn forget(&mut self, id: PushId) {
        self.young.remove(&id);
        self.old.remove(&id);
    }

    /// How many are remembered.
    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn turn(&mut self, ticks: Duration) {
        let full = self.young.len() >= self.most;
        if full || ticks.saturating_sub(self.young_since) >= self.keep {
            // The memory of the older generation serves the next one.
            std::mem::swap(&mut self.old, &mut self.young);
            self.young.clear();
            self.young_since = ticks;
        }
    }
}

/// Push ids are hashes already.
#[derive(Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // The last bytes: version and variant bits sit in the middle of an id.
        for chunk in bytes.rchunks(8).take(1) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }

    fn write_usize(&mut self, _length: usize) {}
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u128) -> PushId {
        PushId::from_u128(number << 64 | number)
    }

    #[test]
    fn a_push_is_entered_once() {
        let mut dedupe = Dedupe::new(Duration::from_mins(1), 100);
        assert_eq!(dedupe.enter(id(1), 'a', Duration::ZERO), None);
        assert_eq!(dedupe.enter(id(1), 'b', Duration::ZERO), Some('a'));
        dedupe.set(id(1), 'c');
        assert_eq!(dedupe.get(id(1)), Some(&'c'));
        dedupe.forget(id(1));
        assert_eq!(dedupe.enter(id(1), 'd', Duration::ZERO), None);
    }

    #[test]
    fn ids_are_kept_for_the_time_and_not_for_ever() {
        let mut dedupe = Dedupe::new(Duration::from_mins(1), 1000);
        dedupe.enter(id(1), (), Duration::ZERO);
        dedupe.enter(id(2), (), Duration::from_secs(61));
        assert!(dedupe.get(id(1)).is_some());
        dedupe.enter(id(3), (), Duration::from_secs(122));
        assert!(dedupe.get(id(1)).is_none() && dedupe.get(id(2)).is_some());
    }

    proptest! {
        #[test]
        fn the_number_is_bounded_and_the_latest_are_known(numbers in proptest::collection::vec(0u128..500, 1..2000)) {
            let mut dedupe = Dedupe::new(Duration::from_mins(1), 64);
            for number in &numbers {
                dedupe.enter(id(*number), (), Duration::ZERO);
                prop_assert!(dedupe.len() <= 64);
                prop_assert!(dedupe.get(id(*number)).is_some());
            }
        }
    }
}
