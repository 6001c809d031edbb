use std::sync::atomic::{AtomicU64, Ordering};

/// The port through which everything draws random bytes.
///
/// The machine's entropy is `countersign_system::OsRandom`; tests use [`SequenceRandom`].
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes` with random bytes fit for keys, unless the implementation says otherwise.
    fn fill(&self, bytes: &mut [u8]);
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
