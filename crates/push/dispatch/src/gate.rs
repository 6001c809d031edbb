use std::time::Duration;

use crate::{Hint, StopScope};

/// How long a stopped target waits before it is tried again, at first.
const FIRST_PROBE: Duration = Duration::from_mins(1);
const LAST_PROBE: Duration = Duration::from_mins(10);
/// How long a target in trouble waits before it is tried again, at first and at most.
const FIRST_TRIAL: Duration = Duration::from_secs(1);
const LAST_TRIAL: Duration = Duration::from_mins(1);
/// While a project is paused one push at a time goes ahead this often, to see whether it is over sooner.
const PAUSE_PROBE: Duration = Duration::from_secs(15);
/// So many failures in a row are trouble of the target, not of a push.
const TROUBLE: u32 = 3;
/// But not while it answers others: a lost connection fails many pushes at once.
const SILENT: Duration = Duration::from_secs(1);

/// Stands before a target and knows how it is: well, slow, in trouble, paused by the vendor, or stopped because its
/// settings are wrong.
#[derive(Debug, Default)]
pub struct Gate {
    stops: Vec<Stop>,
    paused_until: Option<Duration>,
    last_pause_probe: Duration,
    trouble: Option<Trouble>,
    failures: u32,
    last_answer: Option<Duration>,
    late: u32,
}

#[derive(Debug)]
struct Stop {
    at: StopAt,
    hint: Hint,
    since: Duration,
    probe_at: Duration,
    wait: Duration,
}

#[derive(Debug)]
struct Trouble {
    until: Duration,
    wait: Duration,
}

/// What is stopped: everything, or one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StopAt {
    Target,
    Topic { call: bool },
}

/// What to do with a push that has just come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Send it and wait for the verdict.
    Send,
    /// Do not wait for the verdict: write it down, answer, send it.
    SendLater,
    /// Write it down and answer; it is sent when the target is better.
    Queue,
    /// Refuse it: the target's settings are wrong.
    Refuse(Hint),
}

/// How many of the waiting pushes may be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// As many as there is room for.
    Free,
    /// One, to see how the target is.
    Probe,
    /// None until then.
    Closed {
        /// When to ask again.
        until: Duration,
    },
}

/// How a target is, for health pages and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetState {
    /// Answers in time.
    Well,
    /// Answers, but not within the time a caller waits.
    Slow,
    /// The vendor asked for a pause.
    Paused,
    /// Out of reach or failing.
    Troubled,
    /// Its settings are wrong; somebody must act.
    Stopped,
}

impl TargetState {
    /// The name in texts and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Slow => "slow",
            Self::Paused => "paused",
            Self::Troubled => "troubled",
            Self::Stopped => "stopped",
        }
    }
}

impl Gate {
    /// What to do with a push that has just come; `call` tells which topic it goes to. A probe is given out once per
    /// wait, so a push that was admitted must be reported on.
    pub fn admit(&mut self, call: bool, ticks: Duration) -> Admission {
        if let Some(stop) = self.stops.iter_mut().find(|stop| stop.concerns(call)) {
            if ticks < stop.probe_at {
                return Admission::Refuse(stop.hint);
            }
            stop.probe_at = ticks + stop.wait;
            return Admission::Send;
        }
        if self.is_paused(ticks) || self.trouble.is_some() {
            return Admission::Queue;
        }
        if self.late >= TROUBLE { Admission::SendLater } else { Admission::Send }
    }

    /// Whether waiting pushes may be sent. A probe is given out once per wait.
    pub fn flow(&mut self, ticks: Duration) -> Flow {
        if let Some(stop) = self.stops.iter_mut().find(|stop| stop.at == StopAt::Target) {
            return probe(ticks, &mut stop.probe_at, stop.wait);
        }
        if let Some(trouble) = &mut self.trouble {
            return probe(ticks, &mut trouble.until, trouble.wait);
        }
        if !self.is_paused(ticks) {
            return Flow::Free;
        }
        let end = self.paused_until.unwrap_or(ticks);
        let mut next = self.last_pause_probe + PAUSE_PROBE;
        match probe(ticks, &mut next, PAUSE_PROBE) {
            Flow::Closed { until } => Flow::Closed { until: until.min(end) },
            flow => {
                self.last_pause_probe = ticks;
                flow
            }
        }
    }

    /// When a topic that is stopped may be tried again; `None` when it is not stopped.
    pub fn topic_stopped(&self, call: bool) -> Option<(Hint, Duration)> {
        let stop = self.stops.iter().find(|stop| stop.at == StopAt::Topic { call })?;
        Some((stop.hint, stop.probe_at))
    }

    /// A push was answered, well or badly, by the vendor itself: whatever was wrong with the way to it is over.
    /// Returns whether the gate opened.
    pub fn answered(&mut self, call: bool, accepted: bool, in_time: bool, ticks: Duration) -> bool {
        let was = self.trouble.is_some() || (accepted && (self.paused_until.is_some() || !self.stops.is_empty()));
        self.failures = 0;
        self.last_answer = Some(ticks);
        self.trouble = None;
        if in_time {
            self.late = 0;
        }
        if accepted {
            self.stops.retain(|stop| !stop.concerns(call));
            self.paused_until = None;
        }
        was
    }

    /// An attempt failed in a way that more attempts at once would not mend. `lost_contact` is when there was not even
    /// a connection: that is trouble at once.
    pub fn failed(&mut self, lost_contact: bool, ticks: Duration) {
        self.failures += 1;
        if let Some(trouble) = &mut self.trouble {
            if ticks >= trouble.until.saturating_sub(trouble.wait) {
                trouble.wait = (trouble.wait * 2).min(LAST_TRIAL);
                trouble.until = ticks + trouble.wait;
            }
        } else if lost_contact || (self.failures >= TROUBLE && self.is_silent(ticks)) {
            self.trouble = Some(Trouble { until: ticks + FIRST_TRIAL, wait: FIRST_TRIAL });
        }
    }

    /// The target's settings are new: what was wrong with the old ones, and with the way they took, counts no more.
    pub fn start_afresh(&mut self) {
        self.stops.clear();
        self.trouble = None;
        self.failures = 0;
        self.late = 0;
    }

    /// A caller did not get its verdict in time.
    pub fn was_late(&mut self) {
        self.late = self.late.saturating_add(1);
    }

    /// The vendor asked everybody to wait.
    pub fn pause(&mut self, wait: Duration, ticks: Duration) {
        let until = ticks + wait;
        if !self.is_paused(ticks) {
            self.last_pause_probe = ticks;
        }
        self.paused_until = Some(self.paused_until.map_or(until, |old| old.max(until)));
    }

    /// The target's settings are wrong. Returns whether that is news. One origin never stops a target.
    pub fn stop(&mut self, scope: StopScope, call: bool, hint: Hint, ticks: Duration) -> bool {
        let at = match scope {
            StopScope::Target => StopAt::Target,
            StopScope::Topic => StopAt::Topic { call },
            StopScope::Origin => return false,
        };
        if let Some(stop) = self.stops.iter_mut().find(|stop| stop.at == at) {
            stop.wait = (stop.wait * 2).min(LAST_PROBE);
            stop.probe_at = ticks + stop.wait;
            stop.hint = hint;
            return false;
        }
        self.stops.push(Stop { at, hint, since: ticks, probe_at: ticks + FIRST_PROBE, wait: FIRST_PROBE });
        true
    }

    /// How the target is, and since when when it is stopped.
    pub fn state(&self, ticks: Duration) -> (TargetState, Option<(Hint, Duration)>) {
        if let Some(stop) = self.stops.first() {
            return (TargetState::Stopped, Some((stop.hint, stop.since)));
        }
        let state = if self.trouble.is_some() {
            TargetState::Troubled
        } else if self.is_paused(ticks) {
            TargetState::Paused
        } else if self.late >= TROUBLE {
            TargetState::Slow
        } else {
            TargetState::Well
        };
        (state, None)
    }

    fn is_silent(&self, ticks: Duration) -> bool {
        self.last_answer.is_none_or(|at| ticks.saturating_sub(at) >= SILENT)
    }

    fn is_paused(&self, ticks: Duration) -> bool {
        self.paused_until.is_some_and(|until| ticks < until)
    }
}

impl Stop {
    fn concerns(&self, call: bool) -> bool {
        match self.at {
            StopAt::Target => true,
            StopAt::Topic { call: topic } => topic == call,
        }
    }
}

fn probe(ticks: Duration, at: &mut Duration, wait: Duration) -> Flow {
    if ticks < *at {
        return Flow::Closed { until: *at };
    }
    *at = ticks + wait;
    Flow::Probe
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_hours(1);

    fn after(secs: u64) -> Duration {
        NOW + Duration::from_secs(secs)
    }

    #[test]
    fn a_stopped_target_refuses_and_is_probed_every_minute_then_less_often() {
        let mut gate = Gate::default();
        assert!(gate.stop(StopScope::Target, false, Hint::Credential, NOW));
        assert_eq!(gate.admit(true, after(59)), Admission::Refuse(Hint::Credential));
        assert_eq!(gate.admit(true, after(60)), Admission::Send);
        assert_eq!(gate.admit(false, after(60)), Admission::Refuse(Hint::Credential));
        assert!(!gate.stop(StopScope::Target, false, Hint::Credential, after(60)));
        assert_eq!(gate.admit(false, after(179)), Admission::Refuse(Hint::Credential));
        assert_eq!(gate.admit(false, after(180)), Admission::Send);
        assert!(gate.answered(false, true, true, NOW));
        assert_eq!(gate.admit(false, after(181)), Admission::Send);
        assert_eq!(gate.state(after(181)).0, TargetState::Well);
    }

    #[test]
    fn a_refused_topic_leaves_the_other_one_alone() {
        let mut gate = Gate::default();
        gate.stop(StopScope::Topic, true, Hint::Topic, NOW);
        assert_eq!(gate.admit(true, after(1)), Admission::Refuse(Hint::Topic));
        assert_eq!(gate.admit(false, after(1)), Admission::Send);
        gate.answered(false, true, true, NOW);
        assert_eq!(gate.admit(true, after(2)), Admission::Refuse(Hint::Topic));
        assert_eq!(gate.flow(after(2)), Flow::Free);
    }

    #[test]
    fn one_origin_never_stops_a_target() {
        let mut gate = Gate::default();
        assert!(!gate.stop(StopScope::Origin, false, Hint::PushServer, NOW));
        assert_eq!(gate.admit(false, NOW), Admission::Send);
        assert_eq!(gate.state(NOW), (TargetState::Well, None));
    }

    #[test]
    fn lost_contact_is_trouble_at_once_and_single_failures_are_not() {
        let mut gate = Gate::default();
        gate.failed(false, NOW);
        gate.failed(false, NOW);
        assert_eq!(gate.admit(false, NOW), Admission::Send);
        gate.failed(true, NOW);
        assert_eq!(gate.admit(false, NOW), Admission::Queue);
        assert_eq!(gate.flow(NOW), Flow::Closed { until: after(1) });
        assert_eq!(gate.flow(after(1)), Flow::Probe);
        gate.failed(true, after(1));
        assert_eq!(gate.flow(after(2)), Flow::Closed { until: after(3) });
        assert_eq!(gate.flow(after(3)), Flow::Probe);
        assert!(gate.answered(false, false, true, NOW));
        assert_eq!(gate.flow(after(3)), Flow::Free);
        assert_eq!(gate.admit(false, after(3)), Admission::Send);
    }

    #[test]
    fn a_lost_connection_is_no_trouble_while_others_are_answered() {
        let mut gate = Gate::default();
        gate.answered(false, true, true, NOW);
        for _ in 0..100 {
            gate.failed(false, NOW);
        }
        assert_eq!(gate.admit(false, NOW), Admission::Send);
        gate.failed(false, after(1));
        assert_eq!(gate.admit(false, after(1)), Admission::Queue);
    }

    #[test]
    fn a_paused_project_lets_one_push_ahead_now_and_then() {
        let mut gate = Gate::default();
        gate.pause(Duration::from_mins(1), NOW);
        assert_eq!(gate.admit(false, after(1)), Admission::Queue);
        assert_eq!(gate.flow(after(1)), Flow::Closed { until: after(15) });
        assert_eq!(gate.flow(after(15)), Flow::Probe);
        assert_eq!(gate.flow(after(15)), Flow::Closed { until: after(30) });
        assert_eq!(gate.flow(after(60)), Flow::Free);
        assert_eq!(gate.admit(false, after(60)), Admission::Send);
    }

    #[test]
    fn a_short_pause_is_kept_to_the_second() {
        let mut gate = Gate::default();
        gate.pause(Duration::from_secs(3), NOW);
        assert_eq!(gate.flow(after(2)), Flow::Closed { until: after(3) });
        assert_eq!(gate.flow(after(3)), Flow::Free);
    }

    #[test]
    fn callers_of_a_slow_target_do_not_wait() {
        let mut gate = Gate::default();
        for _ in 0..3 {
            assert_eq!(gate.admit(false, NOW), Admission::Send);
            gate.was_late();
        }
        assert_eq!(gate.admit(false, NOW), Admission::SendLater);
        gate.answered(false, true, false, NOW);
        assert_eq!(gate.admit(false, NOW), Admission::SendLater);
        gate.answered(false, true, true, NOW);
        assert_eq!(gate.admit(false, NOW), Admission::Send);
    }
}
