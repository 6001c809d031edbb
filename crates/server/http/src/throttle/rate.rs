//! The generic cell rate algorithm: a request takes a slot of `1 / per_sec`, and up to `burst` slots may be taken ahead.

use std::{collections::HashMap, hash::Hash, time::Duration};

/// How often one may ask.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    /// Requests a second; 0 counts as 1.
    pub(super) per_sec: u32,
    /// How many more may come at once.
    pub(super) burst: u32,
}

/// What became of a request, and what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    /// How many may come at once.
    pub(super) limit: u64,
    /// How many may still come now.
    pub(super) remaining: u64,
    /// When nothing is taken any more.
    pub(super) reset: Duration,
    /// When to ask again; `None` when it was granted.
    pub(super) retry_after: Option<Duration>,
}

impl Decision {
    pub(super) fn is_granted(&self) -> bool {
        self.retry_after.is_none()
    }
}

/// Until when slots are taken, by key.
pub(super) struct Rates<K> {
    taken_until: HashMap<K, Duration>,
}

impl<K> Default for Rates<K> {
    fn default() -> Self {
        Self { taken_until: HashMap::new() }
    }
}

impl<K: Clone + Eq + Hash> Rates<K> {
    /// Takes a slot for `key` at `now`, if one may be taken. Remembers up to `most` keys.
    pub(super) fn ask(&mut self, key: &K, rate: Rate, most: usize, now: Duration) -> Decision {
        let slot = Duration::from_secs(1) / rate.per_sec.max(1);
        let limit = rate.burst.saturating_add(1);
        let ahead = slot * limit;
        let taken_until = self.taken_until.get(key).copied().unwrap_or_default().max(now);
        let next = taken_until + slot;
        let granted = next <= now + ahead;
        let taken = if granted { next } else { taken_until }.saturating_sub(now);
        if granted {
            self.make_room(key, most, now);
            self.taken_until.insert(key.clone(), next);
        }
        Decision {
            limit: u64::from(limit),
            remaining: u64::try_from(ahead.saturating_sub(taken).as_nanos() / slot.as_nanos()).unwrap_or(u64::MAX),
            reset: taken,
            retry_after: (!granted).then(|| next.saturating_sub(now + ahead)),
        }
    }

    /// Takes slots that were granted on another node, as far as any are left.
    pub(super) fn charge(&mut self, key: &K, slots: u32, rate: Rate, most: usize, now: Duration) {
        let slot = Duration::from_secs(1) / rate.per_sec.max(1);
        let ahead = slot * rate.burst.saturating_add(1);
        let taken_until = self.taken_until.get(key).copied().unwrap_or_default().max(now);
        self.make_room(key, most, now);
        self.taken_until.insert(key.clone(), taken_until.saturating_add(slot.saturating_mul(slots)).min(now + ahead));
    }

    /// Forgets who has nothing taken any more, and if that is not enough the half that asked least.
    fn make_room(&mut self, key: &K, most: usize, now: Duration) {
        if self.taken_until.len() < most.max(1) || self.taken_until.contains_key(key) {
            return;
        }
        self.taken_until.retain(|_, until| *until > now);
        if self.taken_until.len() >= most.max(1) {
            let mut untils: Vec<_> = self.taken_until.values().copied().collect();
            let (_, middle, _) = untils.select_nth_unstable(most / 2);
            let middle = *middle;
            self.taken_until.retain(|_, until| *until > middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { per_sec: 10, burst: 4 };
    const START: Duration = Duration::from_secs(100);

    #[test]
    fn a_burst_is_granted_and_then_the_rate() {
        let mut rates = Rates::default();
        for left in (0..5).rev() {
            let decision = rates.ask(&"a", RATE, 100, START);
            assert_eq!((decision.limit, decision.remaining, decision.retry_after), (5, left, None));
        }
        let refused = rates.ask(&"a", RATE, 100, START);
        assert_eq!(refused.retry_after, Some(Duration::from_millis(100)));
        assert_eq!((refused.remaining, refused.reset), (0, Duration::from_millis(500)));
        assert!(rates.ask(&"b", RATE, 100, START).is_granted());
        let later = START + Duration::from_millis(100);
        assert!(rates.ask(&"a", RATE, 100, later).is_granted());
        assert!(!rates.ask(&"a", RATE, 100, later).is_granted());
    }

    #[test]
    fn who_was_refused_is_not_punished() {
        let mut rates = Rates::default();
        for _ in 0..100 {
            rates.ask(&"a", RATE, 100, START);
        }
        assert!(rates.ask(&"a", RATE, 100, START + Duration::from_millis(100)).is_granted());
    }

    #[test]
    fn what_was_granted_elsewhere_counts_and_no_more_than_there_is() {
        let mut rates = Rates::default();
        rates.charge(&"a", 3, RATE, 100, START);
        assert_eq!(rates.ask(&"a", RATE, 100, START).remaining, 1);
        rates.charge(&"a", u32::MAX, RATE, 100, START);
        assert_eq!(rates.ask(&"a", RATE, 100, START).reset, Duration::from_millis(500));
        assert!(rates.ask(&"a", RATE, 100, START + Duration::from_millis(100)).is_granted());
    }

    #[test]
    fn the_number_of_keys_is_bounded_and_who_asks_most_is_remembered() {
        let mut rates = Rates::default();
        for _ in 0..5 {
            rates.ask(&0, RATE, 10, START);
        }
        for key in 1..1000 {
            rates.ask(&key, RATE, 10, START);
            assert!(rates.taken_until.len() <= 10);
        }
        assert!(!rates.ask(&0, RATE, 10, START).is_granted());
        let one = Rate { per_sec: 0, burst: 0 };
        assert!(Rates::default().ask(&1, one, 0, START).is_granted());
    }
}
