use std::{collections::HashSet, mem, time::Duration};

use parking_lot::Mutex;

use super::Unauthorized;

/// As many signatures are remembered in one generation at most; more are refused rather than forgotten.
const MOST: usize = 1_000_000;

/// Signatures that were used, so that none is used twice. Two generations: what is asked to be kept for a time is kept
/// for once to twice that time.
pub(crate) struct Replays {
    /// What was signed before, in seconds since the epoch, is refused: it may have been used before the start.
    since: u64,
    most: usize,
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    newer: HashSet<[u8; 16]>,
    older: HashSet<[u8; 16]>,
    turned: Duration,
}

impl Replays {
    pub(crate) fn new(since: u64) -> Self {
        Self { since, most: MOST, generations: Mutex::default() }
    }

    pub(crate) fn since(&self) -> u64 {
        self.since
    }

    /// Remembers a signature for at least `keep`.
    ///
    /// # Errors
    /// It was used before, or no more can be remembered.
    pub(crate) fn note(&self, key_id: &str, nonce: &str, keep: Duration, ticks: Duration) -> Result<(), Unauthorized> {
        let digest = ring::digest::digest(&ring::digest::SHA256, format!("{key_id}\0{nonce}").as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&digest.as_ref()[..16]);
        let mut generations = self.generations.lock();
        let age = ticks.saturating_sub(generations.turned);
        if age >= keep {
            let newer = mem::take(&mut generations.newer);
            generations.older = if age >= keep * 2 { HashSet::new() } else { newer };
            generations.turned = ticks;
        }
        if generations.older.contains(&id) || generations.newer.contains(&id) {
            Err(Unauthorized::Replayed)
        } else if generations.newer.len() >= self.most {
            Err(Unauthorized::Busy)
        } else {
            generations.newer.insert(id);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEEP: Duration = Duration::from_mins(2);

    #[test]
    fn a_signature_is_good_once_for_as_long_as_it_could_be_used() {
        let replays = Replays::new(0);
        let at = |secs: u64| Duration::from_secs(1000 + secs);
        assert_eq!(replays.note("k", "n", KEEP, at(0)), Ok(()));
        for secs in [0, 60, 119, 120, 121, 200] {
            assert_eq!(replays.note("k", "n", KEEP, at(secs)), Err(Unauthorized::Replayed), "{secs}");
        }
        assert_eq!(replays.note("k", "m", KEEP, at(200)), Ok(()));
        assert_eq!(replays.note("other", "n", KEEP, at(200)), Ok(()));
        assert_eq!(replays.note("k", "n", KEEP, at(1000)), Ok(()));
    }

    #[test]
    fn what_cannot_be_remembered_is_refused() {
        let replays = Replays { most: 2, ..Replays::new(0) };
        let note = |nonce: &str, secs| replays.note("k", nonce, KEEP, Duration::from_secs(secs));
        assert_eq!((note("1", 1000), note("2", 1000), note("3", 1000)), (Ok(()), Ok(()), Err(Unauthorized::Busy)));
        assert_eq!(note("3", 1130), Ok(()));
        assert_eq!(note("1", 1130), Err(Unauthorized::Replayed));
    }
}
