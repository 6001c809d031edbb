use std::time::Duration;

/// Spreads pushes of a project over time, so that its quota is used and never exceeded: a token bucket whose tokens
/// may be taken in advance, in order.
///
/// Any window of a minute sees at most `per_minute` pushes: what the burst may take is left out of the rate. Above
/// 1,000 a minute that costs half a percent.
#[derive(Debug)]
pub struct Quota {
    /// Time between two pushes.
    interval: Duration,
    burst: Duration,
    /// When the next push may go if it is not early.
    next: Duration,
}

impl Quota {
    /// A quota of so many pushes a minute; `None` when there is none to keep.
    pub fn per_minute(pushes: u64) -> Option<Self> {
        let quota = u32::try_from(pushes.clamp(0, 60_000_000)).ok().filter(|quota| *quota > 0)?;
        let burst = (f64::from(quota) * 0.004).max(1.0);
        let interval = Duration::from_mins(1).div_f64((f64::from(quota) - burst - 1.0).max(0.5));
        let burst = interval.mul_f64(burst);
        Some(Self { interval, burst, next: Duration::ZERO })
    }

    /// Takes a place: how long to wait until it. Zero goes at once.
    ///
    /// # Errors
    /// The wait would be longer than `most`; no place is taken. Says how long it would be.
    pub fn reserve(&mut self, ticks: Duration, most: Duration) -> Result<Duration, Duration> {
        let earliest = self.next.max(ticks.saturating_sub(self.burst));
        let wait = earliest.saturating_sub(ticks);
        if wait > most {
            return Err(wait);
        }
        self.next = earliest + self.interval;
        Ok(wait)
    }

    /// Goes at once, before everybody who waits; who comes later waits for one place more. For what is rare and cannot
    /// wait: calls.
    pub fn jump(&mut self, ticks: Duration) {
        self.next = self.next.max(ticks.saturating_sub(self.burst)) + self.interval;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FOREVER: Duration = Duration::from_hours(24);

    #[test]
    fn a_burst_goes_at_once_and_the_rest_is_spread() {
        let mut quota = Quota::per_minute(600_000).unwrap();
        let start = Duration::from_hours(1);
        let waits: Vec<_> = (0..10_000).map(|_| quota.reserve(start, FOREVER).unwrap()).collect();
        assert!(waits[..2000].iter().all(Duration::is_zero));
        let last = waits.last().unwrap().as_secs_f64();
        assert!((0.7..0.8).contains(&last), "{last}");
    }

    #[test]
    fn a_place_too_far_away_is_not_taken() {
        let mut quota = Quota::per_minute(60).unwrap();
        let start = Duration::from_hours(1);
        assert_eq!(quota.reserve(start, Duration::ZERO), Ok(Duration::ZERO));
        assert_eq!(quota.reserve(start, Duration::ZERO), Ok(Duration::ZERO));
        let wait = quota.reserve(start, Duration::ZERO).unwrap_err();
        assert_eq!(quota.reserve(start, Duration::from_secs(2)), Ok(wait));
        assert!(wait > Duration::from_millis(500));
    }

    #[test]
    fn who_jumps_the_queue_is_paid_for_by_who_comes_later() {
        let (mut one, mut other) = (Quota::per_minute(60).unwrap(), Quota::per_minute(60).unwrap());
        let start = Duration::from_hours(1);
        one.reserve(start, FOREVER).unwrap();
        other.jump(start);
        assert_eq!(one.reserve(start, FOREVER), other.reserve(start, FOREVER));
        assert_eq!(one.reserve(start, FOREVER), other.reserve(start, FOREVER));
    }

    #[test]
    fn zero_is_no_quota() {
        assert!(Quota::per_minute(0).is_none());
    }

    proptest! {
        #[test]
        fn no_minute_sees_more_than_the_quota(quota in 60u64..20_000, gaps in proptest::collection::vec(0u64..50, 100..2000)) {
            let mut spread = Quota::per_minute(quota).unwrap();
            let mut ticks = Duration::from_hours(1);
            let mut sent = Vec::new();
            for gap in gaps {
                ticks += Duration::from_millis(gap);
                sent.push(ticks + spread.reserve(ticks, FOREVER).unwrap());
            }
            let mut first = 0;
            for (last, at) in sent.iter().enumerate() {
                while sent[first] + Duration::from_mins(1) <= *at {
                    first += 1;
                }
                prop_assert!((last - first) < usize::try_from(quota).unwrap(), "{} of {quota}", last - first + 1);
            }
        }
    }
}
