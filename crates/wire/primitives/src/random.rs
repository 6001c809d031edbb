use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// The port through which everything draws random bytes.
///
/// The machine's entropy is `countersign_system::OsRandom`; tests use [`SequenceRandom`].
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes` with random bytes fit for keys, unless the implementation says otherwise.
    fn fill(&self, bytes: &mut [u8]);
}

/// Another source's bytes, drawn many at a time: for thousands of ids at once, of which each would ask the machine again.
///
/// What was drawn and not used stays in memory until this is dropped: not for keys.
pub struct PooledRandom {
    source: Arc<dyn Random>,
    pool: Mutex<Pool>,
}

struct Pool {
    bytes: Box<[u8]>,
    used: usize,
}

/// How many bytes are drawn at a time at most.
const MOST_AT_A_TIME: usize = 4096;

impl PooledRandom {
    /// Nothing is drawn yet. `expected` says how many bytes will be asked for in all; more may be.
    pub fn new(source: Arc<dyn Random>, expected: usize) -> Self {
        let bytes = vec![0; expected.clamp(16, MOST_AT_A_TIME)].into_boxed_slice();
        let used = bytes.len();
        Self { source, pool: Mutex::new(Pool { bytes, used }) }
    }
}

impl Random for PooledRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let size = pool.bytes.len();
        for chunk in bytes.chunks_mut(size) {
            if size - pool.used < chunk.len() {
                self.source.fill(&mut pool.bytes);
                pool.used = 0;
            }
            let from = pool.used;
            pool.used += chunk.len();
            chunk.copy_from_slice(&pool.bytes[from..pool.used]);
        }
    }
}

/// A predictable sequence (`SplitMix64`). For tests and benchmarks only: anybody can compute its next bytes.
#[derive(Debug)]
pub struct SequenceRandom {
    state: AtomicU64,
}

impl SequenceRandom {
    /// The sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: AtomicU64::new(seed) }
    }

    fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Random for SequenceRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_drawn_byte_is_given_twice() {
        for expected in [0, 16, 160, 1_000_000] {
            let pooled = PooledRandom::new(Arc::new(SequenceRandom::new(1)), expected);
            let mut seen = std::collections::HashSet::new();
            for length in [16, 8, 4096, 16, 5000, 24].into_iter().cycle().take(600) {
                let mut bytes = vec![0; length];
                pooled.fill(&mut bytes);
                for piece in bytes.chunks_exact(8) {
                    assert!(seen.insert(piece.to_vec()), "a piece came twice");
                }
            }
        }
    }
}
