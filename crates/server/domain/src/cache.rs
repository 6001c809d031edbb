//! A bounded map of what was read from the store, with exact invalidation.
//!
//! Reading is: look, and when it is not there take a [`Ticket`], read the store, put with the ticket. When anything was
//! forgotten in between, the value may be older than that change and is not kept.

use std::{collections::HashMap, future::Future, hash::Hash};

use parking_lot::Mutex;

/// Values by key. Keeps about `capacity` of them: those that were asked for since the last time it was full.
pub(crate) struct Cache<K, V> {
    state: Mutex<State<K, V>>,
    capacity: usize,
}

/// Says from when on a value that is read may be kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

struct State<K, V> {
    entries: HashMap<K, Entry<V>>,
    /// Rises with every invalidation.
    epoch: u64,
}

struct Entry<V> {
    value: V,
    used: bool,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// An empty cache.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { state: Mutex::new(State { entries: HashMap::new(), epoch: 0 }), capacity }
    }

    /// What is known; `None` when it must be read.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        let mut state = self.state.lock();
        let entry = state.entries.get_mut(key)?;
        entry.used = true;
        Some(entry.value.clone())
    }

    /// A ticket, to be taken before reading the store.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket(self.state.lock().epoch)
    }

    /// Keeps what was read, unless something was forgotten since the ticket was taken. Whether it is kept.
    pub(crate) fn put(&self, ticket: Ticket, key: K, value: V) -> bool {
        let mut state = self.state.lock();
        if state.epoch != ticket.0 {
            return false;
        }
        if state.entries.len() >= self.capacity {
            state.make_room(self.capacity);
        }
        state.entries.insert(key, Entry { value, used: true });
        true
    }

    /// Forgets one value.
    pub(crate) fn forget(&self, key: &K) {
        let mut state = self.state.lock();
        state.epoch += 1;
        state.entries.remove(key);
    }

    /// Forgets every value whose key is meant.
    pub(crate) fn forget_where(&self, meant: impl Fn(&K, &V) -> bool) {
        let mut state = self.state.lock();
        state.epoch += 1;
        state.entries.retain(|key, entry| !meant(key, &entry.value));
    }

    /// Forgets everything.
    pub(crate) fn forget_all(&self) {
        self.forget_where(|_, _| true);
    }

    /// Everything that is kept now.
    pub(crate) fn values(&self) -> Vec<V> {
        self.state.lock().entries.values().map(|entry| entry.value.clone()).collect()
    }

    /// What is known, or what `read` reads from the store.
    ///
    /// # Errors
    /// Whatever `read` reports.
    pub(crate) async fn get_or_read<E, F>(&self, key: K, read: impl FnOnce() -> F) -> Result<V, E>
    where
        F: Future<Output = Result<V, E>>,
    {
        if let Some(value) = self.get(&key) {
            return Ok(value);
        }
        let ticket = self.ticket();
        let value = read().await?;
        self.put(ticket, key, value.clone());
        Ok(value)
    }
}

impl<K: Eq + Hash, V> State<K, V> {
    /// Drops what nobody asked for since the last time, or half of all when everything was asked for.
    fn make_room(&mut self, capacity: usize) {
        self.entries.retain(|_, entry| std::mem::take(&mut entry.used));
        if self.entries.len() >= capacity {
            let mut keep = false;
            self.entries.retain(|_, _| {
                keep = !keep;
                keep
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_kept() {
        let cache = Cache::new(10);
        let ticket = cache.ticket();
        cache.forget(&"a");
        assert!(!cache.put(ticket, "a", 1));
        assert_eq!(cache.get(&"a"), None);
        assert!(cache.put(cache.ticket(), "a", 2));
        assert_eq!(cache.get(&"a"), Some(2));
    }

    #[test]
    fn what_is_asked_for_stays_when_it_gets_full() {
        let cache = Cache::new(4);
        for key in 0..4 {
            cache.put(cache.ticket(), key, key);
        }
        cache.put(cache.ticket(), 4, 4);
        assert_eq!(cache.get(&4), Some(4));
        cache.put(cache.ticket(), 5, 5);
        cache.put(cache.ticket(), 6, 6);
        assert!(cache.values().len() <= 4);
        assert_eq!(cache.get(&4), Some(4));
    }

    #[tokio::test]
    async fn the_store_is_read_once() {
        let cache = Cache::new(4);
        for _ in 0..2 {
            let value: Result<i32, ()> =
                cache.get_or_read("a", || async { Ok(i32::try_from(cache.values().len()).unwrap_or(i32::MAX)) }).await;
            assert_eq!(value, Ok(0));
        }
    }
}
