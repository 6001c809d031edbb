use countersign_primitives::Random;

/// The operating system's entropy: fit for keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    /// # Panics
    /// When the operating system cannot give entropy: nothing safe could be done without it.
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives entropy once it has booted");
    }
}
