//! Whether a connection has taken too long at what it does.

use std::time::{Duration, Instant};

use crate::{activity::Look, limits::Limits};

/// What took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overdue {
    /// No request for long.
    Idle,
    /// A head that does not become complete.
    Head,
    /// An answer that the caller does not take.
    Untaken,
}

/// Compares what a connection does now with what it did a step ago. Looked at every few seconds: requests themselves
/// read no clock.
#[derive(Debug)]
pub(super) struct Watch {
    step: Duration,
    head: Duration,
    idle: Duration,
    untaken: Duration,
    doing: Option<Overdue>,
    requests: u32,
    since: Instant,
}

impl Watch {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            step: limits.step(),
            head: limits.header_timeout,
            idle: limits.idle_timeout,
            untaken: limits.stall_timeout,
            doing: Some(Overdue::Idle),
            requests: 0,
            since: Instant::now(),
        }
    }

    pub(super) fn step(&self) -> Duration {
        self.step
    }

    /// The connection was asked to end: from now on it may be idle only as long as it may hold back an answer.
    pub(super) fn hurry(&mut self) {
        self.idle = self.idle.min(self.untaken);
    }

    /// What has taken too long, if anything has.
    pub(super) fn judge(&mut self, look: Look, now: Instant) -> Option<Overdue> {
        let doing = doing(look);
        let progress = look.requests != self.requests || (look.wrote && doing != Some(Overdue::Head));
        if doing != self.doing || progress {
            (self.doing, self.requests, self.since) = (doing, look.requests, now);
            return None;
        }
        let limit = match doing? {
            Overdue::Idle => self.idle,
            Overdue::Head => self.head,
            Overdue::Untaken => self.untaken,
        };
        (now.duration_since(self.since) >= limit).then_some(doing).flatten()
    }
}

/// What may take too long now. A handler may take its time.
fn doing(look: Look) -> Option<Overdue> {
    match look {
        Look { untaken: true, .. } => Some(Overdue::Untaken),
        Look { in_flight: true, .. } => None,
        Look { head_begun: true, .. } => Some(Overdue::Head),
        _ => Some(Overdue::Idle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Look = Look { requests: 1, in_flight: false, head_begun: true, untaken: false, wrote: false };
    const IDLE: Look = Look { head_begun: false, ..HEAD };
    const BUSY: Look = Look { in_flight: true, ..IDLE };
    const UNTAKEN: Look = Look { untaken: true, ..BUSY };

    /// Judges `look` every second from `from` on; what was overdue, and when.
    fn overdue(watch: &mut Watch, from: Instant, looks: impl Fn(u64) -> Look) -> Option<(u64, Overdue)> {
        (1..600).find_map(|second| {
            watch.judge(looks(second), from + Duration::from_secs(second)).map(|what| (second, what))
        })
    }

    fn watch() -> (Watch, Instant) {
        let watch = Watch::new(&Limits::default());
        let since = watch.since;
        (watch, since)
    }

    #[test]
    fn an_idle_connection_ends_after_its_time() {
        let (mut watch, start) = watch();
        assert_eq!(overdue(&mut watch, start, |_| IDLE), Some((76, Overdue::Idle)));
    }

    #[test]
    fn requests_between_two_looks_keep_it_alive() {
        let (mut watch, start) = watch();
        let busy = |second| Look { requests: u32::try_from(second / 60).unwrap(), ..IDLE };
        assert_eq!(overdue(&mut watch, start, busy), None);
    }

    #[test]
    fn a_head_in_drops_ends_soon() {
        let (mut watch, start) = watch();
        assert_eq!(overdue(&mut watch, start, |_| Look { wrote: true, ..HEAD }), Some((11, Overdue::Head)));
    }

    #[test]
    fn a_handler_may_take_its_time() {
        let (mut watch, start) = watch();
        assert_eq!(overdue(&mut watch, start, |_| BUSY), None);
    }

    #[test]
    fn an_answer_nobody_takes_ends_the_connection() {
        let (mut watch, start) = watch();
        assert_eq!(overdue(&mut watch, start, |_| UNTAKEN), Some((31, Overdue::Untaken)));
    }

    #[test]
    fn a_slow_but_steady_reader_is_left_alone() {
        let (mut watch, start) = watch();
        let steady = |second| Look { wrote: second % 20 == 0, ..UNTAKEN };
        assert_eq!(overdue(&mut watch, start, steady), None);
        let flushing = |second| Look { wrote: second % 60 == 0, ..IDLE };
        assert_eq!(overdue(&mut watch, start, flushing), None);
    }
}
