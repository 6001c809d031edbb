//! The push servers known now.

use std::{collections::HashMap, sync::Arc, time::Duration};

use parking_lot::Mutex;

use super::{Known, Origin};

/// After this time without a push a server is forgotten, and its connections with it.
const KEEP: Duration = Duration::from_mins(10);

/// Push servers by their origin. Bounded: devices name servers as they like, and one may name very many.
pub(crate) struct Origins<L> {
    known: Mutex<HashMap<Origin, Arc<Known<L>>>>,
    most: usize,
}

impl<L> Origins<L> {
    pub(crate) fn new(most: usize) -> Self {
        Self { known: Mutex::default(), most: most.max(1) }
    }

    /// What is known of a server; nothing yet, when it is new. Where there are too many, the one that was used longest ago
    /// is forgotten.
    pub(crate) fn get(&self, origin: &Origin, ticks: Duration) -> Arc<Known<L>> {
        let mut known = self.known.lock();
        if let Some(found) = known.get(origin) {
            found.touch(ticks);
            return Arc::clone(found);
        }
        known.retain(|_, known| ticks.saturating_sub(known.used()) < KEEP);
        while known.len() >= self.most {
            let oldest = known.values().min_by_key(|known| known.used()).map(|known| known.origin.clone());
            known.remove(&oldest.expect("there is at least one"));
        }
        let new = Arc::new(Known::new(origin.clone()));
        new.touch(ticks);
        known.insert(origin.clone(), Arc::clone(&new));
        new
    }

    /// How many are known.
    pub(crate) fn len(&self) -> usize {
        self.known.lock().len()
    }
}

#[cfg(test)]
mod tests {
    use url::Host;

    use super::*;

    fn origin(number: usize) -> Origin {
        Origin { is_https: true, host: Host::Domain(format!("push{number}.example.com")), port: 443 }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_same_server_is_known_once() {
        let origins = Origins::<()>::new(10);
        let one = origins.get(&origin(1), SECOND);
        assert!(Arc::ptr_eq(&one, &origins.get(&origin(1), SECOND)));
        assert_eq!(origins.len(), 1);
    }

    #[test]
    fn of_too_many_the_longest_unused_is_forgotten() {
        let origins = Origins::<()>::new(3);
        let first = origins.get(&origin(0), SECOND);
        for number in 1..3 {
            origins.get(&origin(number), SECOND * 2);
        }
        assert!(Arc::ptr_eq(&first, &origins.get(&origin(0), SECOND * 3)));
        origins.get(&origin(3), SECOND * 4);
        assert_eq!(origins.len(), 3);
        assert!(Arc::ptr_eq(&first, &origins.get(&origin(0), SECOND * 5)));
    }

    #[test]
    fn servers_nobody_uses_are_forgotten() {
        let origins = Origins::<()>::new(10);
        for number in 0..5 {
            origins.get(&origin(number), SECOND);
        }
        origins.get(&origin(9), SECOND + KEEP);
        assert_eq!(origins.len(), 1);
    }
}
