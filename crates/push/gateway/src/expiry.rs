//! Says in time that a certificate for a vendor ends.

use std::{collections::HashMap, time::Duration};

use countersign_primitives::TimestampMs;
use parking_lot::Mutex;

use crate::gauge::{Gauge, certificates};

/// How often certificates are looked at.
pub(crate) const LOOK: Duration = Duration::from_hours(1);

const DAY: Duration = Duration::from_hours(24);

/// How near the end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// 30 days.
    Month,
    /// 14 days.
    Fortnight,
    /// 3 days.
    Days,
    /// It is over.
    Over,
}

/// What was said already of each target's certificate.
#[derive(Default)]
pub(crate) struct ExpiryWatch(Mutex<HashMap<String, (TimestampMs, Nearness)>>);

impl ExpiryWatch {
    /// Looks at all certificates. Each nearness of each is said once.
    pub(crate) fn look(&self, gauges: &[Gauge], now: TimestampMs) {
        for (target, until) in certificates(gauges) {
            if let Some(nearness) = self.news(target, until, now) {
                say(target, until, now, nearness);
            }
        }
    }

    fn news(&self, target: &str, until: TimestampMs, now: TimestampMs) -> Option<Nearness> {
        let nearness = nearness(until, now)?;
        let mut said = self.0.lock();
        let before = said.insert(target.to_owned(), (until, nearness));
        Some(nearness).filter(|_| before != Some((until, nearness)))
    }
}

fn nearness(until: TimestampMs, now: TimestampMs) -> Option<Nearness> {
    let left = until.since(now);
    match left {
        _ if until <= now => Some(Nearness::Over),
        left if left <= DAY * 3 => Some(Nearness::Days),
        left if left <= DAY * 14 => Some(Nearness::Fortnight),
        left if left <= DAY * 30 => Some(Nearness::Month),
        _ => None,
    }
}

fn say(target: &str, until: TimestampMs, now: TimestampMs, nearness: Nearness) {
    let days_left = until.since(now).as_secs() / DAY.as_secs();
    match nearness {
        Nearness::Month | Nearness::Fortnight => {
            tracing::warn!(target_name = target, days_left, "the certificate for Apple ends soon: renew it");
        }
        Nearness::Days => {
            tracing::error!(target_name = target, days_left, "the certificate for Apple ends in a few days: renew it");
        }
        Nearness::Over => {
            tracing::error!(target_name = target, "the certificate for Apple has ended: nothing is delivered");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL: TimestampMs = TimestampMs(4_000_000_000_000);

    fn before(days: u64) -> TimestampMs {
        TimestampMs(UNTIL.0 - i64::try_from((DAY * u32::try_from(days).unwrap()).as_millis()).unwrap())
    }

    #[test]
    fn it_is_said_at_30_14_and_3_days_and_at_the_end_once_each() {
        let watch = ExpiryWatch::default();
        let said: Vec<_> = (0..100)
            .rev()
            .flat_map(|days| [watch.news("a", UNTIL, before(days)), watch.news("a", UNTIL, before(days))])
            .flatten()
            .collect();
        assert_eq!(said, [Nearness::Month, Nearness::Fortnight, Nearness::Days, Nearness::Over]);
        assert_eq!(watch.news("b", UNTIL, before(31)), None);
        assert_eq!(watch.news("b", UNTIL, before(30)), Some(Nearness::Month));
        assert_eq!(watch.news("c", UNTIL, before(3)), Some(Nearness::Days));
    }

    #[test]
    fn a_renewed_certificate_is_looked_at_anew() {
        let watch = ExpiryWatch::default();
        assert_eq!(watch.news("a", UNTIL, before(2)), Some(Nearness::Days));
        let renewed = TimestampMs(UNTIL.0 + 1);
        assert_eq!(watch.news("a", renewed, before(2)), Some(Nearness::Days));
    }
}
