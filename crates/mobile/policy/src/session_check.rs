use std::time::Duration;

use countersign_primitives::TimestampMs;

/// While the app is in sight, the server is asked at least this often whether the session still stands: a deactivated
/// account must be gone from the device within a minute.
pub const SESSION_CHECK_LIMIT: Duration = Duration::from_mins(1);

/// How long until the session must be checked; zero when at once, `None` while the app is out of sight (coming back
/// checks at once, and pushes wake it).
///
/// `last_answer` is when the server last answered a request of this session; `interval` how often to check, cut to
/// [`SESSION_CHECK_LIMIT`].
pub fn next_session_check(
    foreground: bool,
    last_answer: Option<TimestampMs>,
    now: TimestampMs,
    interval: Duration,
) -> Option<Duration> {
    if !foreground {
        return None;
    }
    let interval = interval.min(SESSION_CHECK_LIMIT);
    // An answer from the future means the clock was set back: check.
    let Some(answered) = last_answer.filter(|at| *at <= now) else { return Some(Duration::ZERO) };
    Some(interval.saturating_sub(now.since(answered)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn checks_are_due_an_interval_after_the_last_answer() {
        let minute = Duration::from_mins(1);
        let at = |ms| Some(TimestampMs(ms));
        for (foreground, last, now, due) in [
            (false, None, 0, None),
            (true, None, 0, Some(Duration::ZERO)),
            (true, at(0), 59_000, Some(Duration::from_secs(1))),
            (true, at(0), 60_000, Some(Duration::ZERO)),
            (true, at(5_000), 1_000, Some(Duration::ZERO)),
        ] {
            assert_eq!(next_session_check(foreground, last, TimestampMs(now), minute), due);
        }
    }

    proptest! {
        #[test]
        fn never_later_than_a_minute_after_an_answer(last in 0..1_000_000_i64, now in 0..2_000_000_i64, secs in 0..9_999_u64) {
            let due = next_session_check(true, Some(TimestampMs(last)), TimestampMs(now), Duration::from_secs(secs));
            prop_assert!(due.unwrap() <= SESSION_CHECK_LIMIT);
        }
    }
}
