use std::{collections::HashMap, hash::Hash, time::Duration};

/// Remembers a bounded number of things for a bounded time; the oldest half goes when it is full.
#[derive(Debug)]
pub struct Memory<K, V> {
    young: HashMap<K, (V, Duration)>,
    old: HashMap<K, (V, Duration)>,
    keep: Duration,
    most: usize,
}

impl<K: Eq + Hash + Copy, V: Clone> Memory<K, V> {
    /// Keeps values for `keep`, at most `most` of them.
    pub fn new(keep: Duration, most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), keep, most: most.div_ceil(2) }
    }

    /// Remembers a value from now on.
    pub fn put(&mut self, key: K, value: V, ticks: Duration) {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, (value, ticks));
    }

    /// The value and when it was remembered.
    pub fn get(&self, key: K, ticks: Duration) -> Option<(&V, Duration)> {
        let (value, since) = self.young.get(&key).or_else(|| self.old.get(&key))?;
        (ticks.saturating_sub(*since) < self.keep).then_some((value, *since))
    }

    /// Takes a value out.
    pub fn take(&mut self, key: K, ticks: Duration) -> Option<V> {
        let (value, since) = self.young.remove(&key).or_else(|| self.old.remove(&key))?;
        (ticks.saturating_sub(since) < self.keep).then_some(value)
    }

    /// Whether nothing is remembered, so that the common case costs no lookup.
    pub fn is_empty(&self) -> bool {
        self.young.is_empty() && self.old.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_for_their_time() {
        let mut memory = Memory::new(Duration::from_secs(10), 100);
        memory.put(1, 'a', Duration::ZERO);
        assert_eq!(memory.get(1, Duration::from_secs(9)), Some((&'a', Duration::ZERO)));
        assert_eq!(memory.get(1, Duration::from_secs(10)), None);
        assert_eq!(memory.take(1, Duration::from_secs(5)), Some('a'));
        assert!(memory.is_empty());
    }

    #[test]
    fn the_number_is_bounded() {
        let mut memory = Memory::new(Duration::from_secs(10), 10);
        for key in 0..1000 {
            memory.put(key, (), Duration::ZERO);
        }
        assert!(memory.young.len() + memory.old.len() <= 10);
        assert!(memory.get(999, Duration::ZERO).is_some());
    }
}
