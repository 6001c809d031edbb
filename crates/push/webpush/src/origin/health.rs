//! How one push server is doing.
//!
//! What it answers concerns its own devices only, so it is remembered here and not at the gate of the target.

use std::time::Duration;

use countersign_dispatch::{DeviceKey, Refusal, Signal, Silence, verdict::REFUSES_ALL};

/// The pause where a server asks for one without saying how long.
const PAUSE: Duration = Duration::from_mins(1);
/// Refusals of so many different devices, with no push taken in between, are the server's fault or ours and not theirs. One
/// device alone proves nothing: it may have registered with another key, on purpose too.
const DEVICES: usize = 5;
/// So many pushes in a row without an answer: the server is out of reach.
const SILENCES: u32 = 3;
/// How long a server that takes nothing is left alone, at first and at most; then one push tries.
const FIRST_REST: Duration = Duration::from_mins(1);
const LAST_REST: Duration = Duration::from_mins(10);
/// The same for one that is out of reach.
const FIRST_SILENCE: Duration = Duration::from_secs(5);
const LAST_SILENCE: Duration = Duration::from_mins(5);

#[derive(Debug, Default)]
pub(super) struct Health {
    held: Option<Held>,
    refused: Vec<DeviceKey>,
    silences: u32,
}

#[derive(Debug)]
struct Held {
    why: Why,
    until: Duration,
    wait: Duration,
    /// One push was let through to see whether it is over.
    trying: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It asked for a pause, with this status.
    Paused(u16),
    /// It takes nothing, and says so with this status.
    Refusing(u16),
    /// It does not answer.
    Silent,
}

impl Health {
    pub(super) fn held_back(&mut self, ticks: Duration) -> Option<Signal> {
        let held = self.held.as_mut()?;
        if ticks >= held.until {
            // This push tries. The others go on waiting until it is known what came of it.
            (held.until, held.trying) = (ticks + held.wait, true);
            return None;
        }
        Some(match held.why {
            Why::Paused(status) => {
                let retry_after = Some(held.until.saturating_sub(ticks));
                Signal::Refused(Refusal { status, retry_after, ..Refusal::default() })
            }
            Why::Refusing(status) => refuses_all(status),
            Why::Silent => Signal::Silent(Silence::NoConnection),
        })
    }

    /// Whether it takes nothing from anybody.
    pub(super) fn is_refusing(&self) -> bool {
        matches!(&self.held, Some(Held { why: Why::Refusing(_), .. }))
    }

    pub(super) fn learn(&mut self, signal: Signal, device: DeviceKey, ticks: Duration) -> Signal {
        match &signal {
            Signal::Accepted { .. } => *self = Self::default(),
            Signal::Refused(refusal) => {
                self.silences = 0;
                return self.learn_refusal(refusal.status, refusal.retry_after, device, ticks).unwrap_or(signal);
            }
            // Being full is no silence, and a server that was not asked is none at all.
            Signal::Silent(Silence::NoStream | Silence::NotAllowed | Silence::Unsendable) | Signal::NoCredential(_) => {
            }
            Signal::Silent(_) => {
                self.silences += 1;
                if self.silences >= SILENCES {
                    self.hold(Why::Silent, FIRST_SILENCE, LAST_SILENCE, ticks);
                }
            }
        }
        signal
    }

    /// Returns what the refusal shall be taken for, if not for what it is.
    fn learn_refusal(
        &mut self,
        status: u16,
        asked: Option<Duration>,
        device: DeviceKey,
        ticks: Duration,
    ) -> Option<Signal> {
        match (status, asked) {
            (429, asked) => {
                self.held = Some(Held::new(Why::Paused(status), asked.unwrap_or(PAUSE), ticks));
            }
            (500.., Some(wait)) => self.held = Some(Held::new(Why::Paused(status), wait, ticks)),
            (400 | 401 | 403, _) => {
                if !self.refused.contains(&device) {
                    self.refused.push(device);
                }
                if self.refused.len() >= DEVICES {
                    self.refused.truncate(DEVICES);
                    self.hold(Why::Refusing(status), FIRST_REST, LAST_REST, ticks);
                    return Some(refuses_all(status));
                }
            }
            // It answers: whatever was held for silence is over.
            _ => self.held = self.held.take().filter(|held| held.why != Why::Silent),
        }
        None
    }

    /// Leaves the server alone, longer each time that one push has tried in vain. Pushes that were under way when it
    /// began, and fail one after the other, change nothing.
    fn hold(&mut self, why: Why, first: Duration, last: Duration, ticks: Duration) {
        let wait = match &self.held {
            Some(held) if held.why == why && !held.trying => return,
            Some(held) if held.why == why => (held.wait * 2).min(last),
            _ => first,
        };
        self.held = Some(Held::new(why, wait, ticks));
    }
}

impl Held {
    fn new(why: Why, wait: Duration, ticks: Duration) -> Self {
        Self { why, until: ticks + wait, wait, trying: false }
    }
}

fn refuses_all(status: u16) -> Signal {
    Signal::Refused(Refusal { status, code: REFUSES_ALL.to_owned(), ..Refusal::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, retry_after: Option<u64>) -> Signal {
        let retry_after = retry_after.map(Duration::from_secs);
        Signal::Refused(Refusal { status, retry_after, ..Refusal::default() })
    }

    fn at(secs: u64) -> Duration {
        Duration::from_secs(1000 + secs)
    }

    const ACCEPTED: Signal = Signal::Accepted { vendor_id: None };
    const TIMED_OUT: Signal = Signal::Silent(Silence::TimedOut);

    #[test]
    fn a_pause_is_kept_to_its_end_and_ended_by_one_push() {
        let mut health = Health::default();
        health.learn(refusal(429, Some(30)), DeviceKey(1), at(0));
        assert_eq!(health.held_back(at(10)), Some(refusal(429, Some(20))));
        assert_eq!(health.held_back(at(30)), None);
        assert_eq!(health.held_back(at(30)), Some(refusal(429, Some(30))));
        health.learn(ACCEPTED, DeviceKey(1), at(31));
        assert_eq!(health.held_back(at(31)), None);
    }

    #[test]
    fn a_pause_without_a_length_is_a_minute() {
        let mut health = Health::default();
        health.learn(refusal(429, None), DeviceKey(1), at(0));
        assert_eq!(health.held_back(at(0)), Some(refusal(429, Some(60))));
    }

    #[test]
    fn a_server_error_with_a_time_is_a_pause_and_without_one_is_not() {
        let mut health = Health::default();
        health.learn(refusal(500, None), DeviceKey(1), at(0));
        assert_eq!(health.held_back(at(0)), None);
        health.learn(refusal(503, Some(5)), DeviceKey(1), at(0));
        assert_eq!(health.held_back(at(0)), Some(refusal(503, Some(5))));
    }

    #[test]
    fn one_device_that_is_refused_stops_nobody_else() {
        for status in [400, 401, 403] {
            let mut health = Health::default();
            for _ in 0..100 {
                assert_eq!(health.learn(refusal(status, None), DeviceKey(1), at(0)), refusal(status, None));
                assert_eq!(health.held_back(at(0)), None);
            }
        }
    }

    #[test]
    fn a_server_that_refuses_everybody_rests_longer_and_longer() {
        let mut health = Health::default();
        for device in 0..4 {
            assert_eq!(health.learn(refusal(400, None), DeviceKey(device), at(0)), refusal(400, None));
        }
        let all = refuses_all(400);
        assert_eq!(health.learn(refusal(400, None), DeviceKey(4), at(0)), all);
        assert_eq!(health.held_back(at(59)), Some(all.clone()));
        assert_eq!(health.held_back(at(60)), None);
        health.learn(refusal(400, None), DeviceKey(9), at(60));
        assert_eq!(health.held_back(at(179)), Some(all));
        assert_eq!(health.held_back(at(180)), None);
        health.learn(ACCEPTED, DeviceKey(9), at(180));
        assert_eq!(health.learn(refusal(400, None), DeviceKey(4), at(180)), refusal(400, None));
    }

    #[test]
    fn a_push_taken_in_between_clears_the_server() {
        let mut health = Health::default();
        for device in 0..20 {
            assert_eq!(health.learn(refusal(403, None), DeviceKey(device), at(0)), refusal(403, None));
            if device % 4 == 3 {
                health.learn(ACCEPTED, DeviceKey(device), at(0));
            }
        }
    }

    #[test]
    fn a_server_out_of_reach_is_left_alone_for_a_while() {
        let mut health = Health::default();
        for _ in 0..3 {
            assert_eq!(health.held_back(at(0)), None);
            assert_eq!(health.learn(TIMED_OUT, DeviceKey(1), at(0)), TIMED_OUT);
        }
        assert_eq!(health.held_back(at(4)), Some(Signal::Silent(Silence::NoConnection)));
        assert_eq!(health.held_back(at(5)), None);
        health.learn(TIMED_OUT, DeviceKey(1), at(5));
        assert!(health.held_back(at(14)).is_some());
        assert_eq!(health.held_back(at(15)), None);
        health.learn(refusal(410, None), DeviceKey(1), at(15));
        assert_eq!(health.held_back(at(15)), None);
    }

    #[test]
    fn many_pushes_that_fail_at_once_are_one_failure() {
        let mut health = Health::default();
        for _ in 0..100 {
            health.learn(TIMED_OUT, DeviceKey(1), at(0));
        }
        assert_eq!(health.held_back(at(5)), None);
    }

    #[test]
    fn a_full_server_and_a_forbidden_one_are_not_silent() {
        let mut health = Health::default();
        for _ in 0..10 {
            health.learn(Signal::Silent(Silence::NoStream), DeviceKey(1), at(0));
            health.learn(Signal::Silent(Silence::NotAllowed), DeviceKey(1), at(0));
        }
        assert_eq!(health.held_back(at(0)), None);
    }
}
