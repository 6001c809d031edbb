use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use crate::TimestampMs;

/// The port through which everything learns the time.
///
/// The machine's clock is `countersign_system::SystemClock`; tests use [`ManualClock`].
pub trait Clock: Send + Sync + 'static {
    /// The time of day. May step backwards when somebody sets the clock: whatever measures how long something took
    /// takes [`Clock::ticks`] instead.
    fn now(&self) -> TimestampMs;

    /// Time since an unnamed moment; never goes backwards. For time-outs, pacing and latencies.
    fn ticks(&self) -> Duration;
}

/// A clock that stands still until it is moved. For tests and replays.
#[derive(Debug)]
pub struct ManualClock {
    now_ms: AtomicI64,
    ticks_ms: AtomicI64,
}

impl ManualClock {
    /// A clock that shows `now`, with zero ticks.
    pub fn new(now: TimestampMs) -> Self {
        Self { now_ms: AtomicI64::new(now.0), ticks_ms: AtomicI64::new(0) }
    }

    /// Lets `by` pass: both the time of day and the ticks move.
    pub fn advance(&self, by: Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.now_ms.fetch_add(ms, Ordering::SeqCst);
        self.ticks_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Sets the time of day, as an operator would; ticks stay.
    pub fn set(&self, now: TimestampMs) {
        self.now_ms.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> TimestampMs {
        TimestampMs(self.now_ms.load(Ordering::SeqCst))
    }

    fn ticks(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.ticks_ms.load(Ordering::SeqCst)).unwrap_or(0))
    }
}
