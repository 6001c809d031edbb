use std::time::Duration;

use crate::{DeviceKey, Memory};

/// Devices the vendor wants left alone for a while. After the wait one push goes ahead; only when it is taken do the
/// others follow, and when it is not the device waits twice as long.
#[derive(Debug)]
pub struct DevicePace {
    slow: Memory<DeviceKey, Slow>,
}

#[derive(Clone, Copy, Debug)]
struct Slow {
    wait: Duration,
    until: Duration,
    /// While the push that went ahead is under way.
    ahead_until: Duration,
}

/// The longest wait, unless the vendor asks for more.
const MOST: Duration = Duration::from_mins(1);
/// For so long the others stay back while one push goes ahead.
const AHEAD: Duration = Duration::from_secs(2);
const KEEP: Duration = Duration::from_hours(25);
const MOST_DEVICES: usize = 100_000;

impl Default for DevicePace {
    fn default() -> Self {
        Self { slow: Memory::new(KEEP, MOST_DEVICES) }
    }
}

impl DevicePace {
    /// Whether a push may go to the device now. A device whose wait is over lets one push through.
    ///
    /// # Errors
    /// When to ask again.
    pub fn admit(&mut self, device: DeviceKey, ticks: Duration) -> Result<(), Duration> {
        if self.slow.is_empty() {
            return Ok(());
        }
        let Some((slow, _)) = self.slow.get(device, ticks) else { return Ok(()) };
        let slow = *slow;
        let until = slow.until.max(slow.ahead_until);
        if ticks < until {
            return Err(until);
        }
        self.slow.put(device, Slow { ahead_until: ticks + AHEAD, ..slow }, ticks);
        Ok(())
    }

    /// The vendor said that the device gets too much. Returns how long it is left alone: `wait`, or twice the last
    /// wait when that has been kept.
    pub fn slow_down(&mut self, device: DeviceKey, wait: Duration, ticks: Duration) -> Duration {
        let wait = match self.slow.get(device, ticks) {
            Some((slow, _)) if ticks >= slow.until => wait.max((slow.wait * 2).min(MOST)),
            // Sent at the same time as the one that was refused first: it is the same refusal.
            Some((slow, _)) => wait.max(slow.until.saturating_sub(ticks)),
            None => wait,
        };
        self.slow.put(device, Slow { wait, until: ticks + wait, ahead_until: Duration::ZERO }, ticks);
        wait
    }

    /// The device took a push: whatever was wrong is over.
    pub fn took(&mut self, device: DeviceKey, ticks: Duration) {
        if !self.slow.is_empty() {
            self.slow.take(device, ticks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_hours(1);
    const DEVICE: DeviceKey = DeviceKey(1);

    fn after(millis: u64) -> Duration {
        NOW + Duration::from_millis(millis)
    }

    #[test]
    fn a_device_is_left_alone_and_then_tried_with_one_push() {
        let mut pace = DevicePace::default();
        assert_eq!(pace.admit(DEVICE, NOW), Ok(()));
        assert_eq!(pace.slow_down(DEVICE, Duration::from_secs(1), NOW), Duration::from_secs(1));
        assert_eq!(pace.admit(DEVICE, after(999)), Err(after(1000)));
        assert_eq!(pace.admit(DeviceKey(2), after(999)), Ok(()));
        assert_eq!(pace.admit(DEVICE, after(1000)), Ok(()));
        assert_eq!(pace.admit(DEVICE, after(1001)), Err(after(3000)));
        pace.took(DEVICE, after(1100));
        assert_eq!(pace.admit(DEVICE, after(1100)), Ok(()));
        assert_eq!(pace.admit(DEVICE, after(1100)), Ok(()));
    }

    #[test]
    fn waits_double_up_to_a_minute_and_refusals_at_the_same_time_count_once() {
        let mut pace = DevicePace::default();
        let second = Duration::from_secs(1);
        let mut now = NOW;
        let mut waits = Vec::new();
        for _ in 0..8 {
            let wait = pace.slow_down(DEVICE, second, now);
            assert_eq!(pace.slow_down(DEVICE, second, now), wait);
            waits.push(wait.as_secs());
            now += wait;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn a_wait_the_vendor_asks_for_is_kept_however_long() {
        let mut pace = DevicePace::default();
        let hour = Duration::from_hours(1);
        assert_eq!(pace.slow_down(DEVICE, hour, NOW), hour);
        assert_eq!(pace.admit(DEVICE, NOW + Duration::from_mins(59)), Err(NOW + hour));
    }

    #[test]
    fn when_the_push_that_went_ahead_is_never_heard_of_another_one_goes() {
        let mut pace = DevicePace::default();
        pace.slow_down(DEVICE, Duration::from_secs(1), NOW);
        assert_eq!(pace.admit(DEVICE, after(1000)), Ok(()));
        assert_eq!(pace.admit(DEVICE, after(3000)), Ok(()));
    }
}
