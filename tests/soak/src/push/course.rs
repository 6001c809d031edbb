//! The course of a run: when the gateway is killed and how the vendors are meanwhile.

use std::time::Duration;

use countersign_primitives::{Random, SequenceRandom};

/// How the vendors are between two kills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Well,
    /// Every answer takes longer than a caller waits.
    Slow,
    /// Every answer is 503.
    Failing,
    /// Some pushes are never answered.
    Silent,
    /// Some pushes end the connection.
    Cutting,
    /// Some streams are reset.
    Resetting,
    /// Some connections are told to go, in the middle.
    Leaving,
    /// Too many, says the vendor, and names a time.
    Busy,
}

/// Every second round is well, so that what waits can leave.
pub(super) const MOODS: [Mood; 14] = [
    Mood::Well,
    Mood::Slow,
    Mood::Well,
    Mood::Failing,
    Mood::Well,
    Mood::Silent,
    Mood::Well,
    Mood::Cutting,
    Mood::Well,
    Mood::Resetting,
    Mood::Well,
    Mood::Leaving,
    Mood::Well,
    Mood::Busy,
];

pub(super) struct Course(SequenceRandom);

impl Course {
    pub(super) fn new(seed: u64) -> Self {
        Self(SequenceRandom::new(seed))
    }

    pub(super) fn mood(&self) -> Mood {
        MOODS[self.number() as usize % MOODS.len()]
    }

    /// How long the gateway lives this time: mostly a moment, sometimes half a second.
    pub(super) fn moment(&mut self) -> Duration {
        let long = if self.number().is_multiple_of(8) { 500 } else { 120 };
        Duration::from_millis(u64::from(self.number()) % long)
    }

    fn number(&self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }
}
