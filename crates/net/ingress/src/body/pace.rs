//! Whether a body comes fast enough.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep};

use crate::limits::BodyPace;

/// Measures the time spent waiting for a body. A body that is there when it is asked for costs no clock and no timer.
#[derive(Debug)]
pub(super) struct Pace {
    limits: BodyPace,
    received: u64,
    waited: Duration,
    waiting_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(super) fn new(limits: BodyPace) -> Self {
        Self { limits, received: 0, waited: Duration::ZERO, waiting_since: None, timer: None }
    }

    /// Something arrived.
    pub(super) fn received(&mut self, bytes: usize) {
        self.received = self.received.saturating_add(bytes as u64);
        if self.waiting_since.is_some() {
            self.stop_waiting(Instant::now());
        }
    }

    /// Nothing is there: ready when the caller has used up its time.
    pub(super) fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.waiting_since.is_none() {
            let deadline = self.start_waiting(Instant::now());
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(deadline),
                None => self.timer = Some(Box::pin(tokio::time::sleep_until(deadline))),
            }
        }
        self.timer.as_mut().map_or(Poll::Pending, |timer| timer.as_mut().poll(cx))
    }

    fn start_waiting(&mut self, now: Instant) -> Instant {
        self.waiting_since = Some(now);
        now + self.limits.allowance(self.received).saturating_sub(self.waited).min(self.limits.pause)
    }

    fn stop_waiting(&mut self, now: Instant) {
        if let Some(since) = self.waiting_since.take() {
            self.waited += now.saturating_duration_since(since);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: BodyPace =
        BodyPace { pause: Duration::from_secs(15), min_bytes_per_sec: 100, grace: Duration::from_secs(10) };

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn silence_ends_after_the_pause() {
        let start = Instant::now();
        let mut pace = Pace::new(BodyPace { min_bytes_per_sec: 0, ..LIMITS });
        assert_eq!(pace.start_waiting(start), start + secs(15));
        pace.stop_waiting(start + secs(14));
        assert_eq!(pace.start_waiting(start + secs(14)), start + secs(29));
    }

    #[test]
    fn drops_of_bytes_use_up_the_grace() {
        let start = Instant::now();
        let mut pace = Pace::new(LIMITS);
        for second in 0..9 {
            pace.start_waiting(start + secs(second));
            pace.stop_waiting(start + secs(second + 1));
            pace.received(1);
        }
        assert_eq!(pace.start_waiting(start + secs(9)), start + secs(10) + Duration::from_millis(90));
    }

    #[test]
    fn time_in_which_nobody_asked_does_not_count() {
        let start = Instant::now();
        let mut pace = Pace::new(LIMITS);
        pace.start_waiting(start);
        pace.stop_waiting(start + secs(1));
        assert_eq!(pace.start_waiting(start + secs(3_600)), start + secs(3_609));
    }

    #[test]
    fn a_flood_never_buys_more_than_the_pause() {
        let start = Instant::now();
        let mut pace = Pace::new(LIMITS);
        pace.received(1 << 40);
        assert_eq!(pace.start_waiting(start), start + secs(15));
    }
}
