use std::time::Duration;

use countersign_primitives::TimestampMs;

use crate::session::kind::{SessionKind, SessionLengths};

/// `last_activity_at` is written at most this often.
pub const ACTIVITY_STEP: Duration = Duration::from_mins(5);

/// What decides when a session ends.
#[derive(Clone, Copy, Debug)]
pub struct SessionState {
    /// What it is for.
    pub kind: SessionKind,
    /// When it was made.
    pub create_at: TimestampMs,
    /// When it ends; zero is never.
    pub expires_at: TimestampMs,
    /// Last activity.
    pub last_activity_at: TimestampMs,
    /// Whether an OAuth application holds it.
    pub is_oauth: bool,
}

/// Whether a session is over.
pub fn is_expired(expires_at: TimestampMs, now: TimestampMs) -> bool {
    !expires_at.is_zero() && now > expires_at
}

/// The new end of a session that was just used (`ExtendSessionLengthWithActivity`); `None` when it is not due: at
/// least five minutes and a hundredth of the length, but no more than a day, after the last time.
pub fn extended_expires_at(state: &SessionState, lengths: &SessionLengths, now: TimestampMs) -> Option<TimestampMs> {
    if state.expires_at.is_zero() || is_expired(state.expires_at, now) || state.kind == SessionKind::AccessToken {
        return None;
    }
    let length = lengths.of(state.kind);
    let since_last = now.since(state.expires_at - length);
    let step = (length / 100).min(Duration::from_hours(24)).max(Duration::from_mins(5));
    (since_last >= step).then_some(now + length)
}

/// The end of a session to which a device is attached: a mobile length from now, or from its beginning when sessions
/// are not extended.
pub fn attach_expires_at(
    create_at: TimestampMs,
    extends: bool,
    lengths: &SessionLengths,
    now: TimestampMs,
) -> TimestampMs {
    let start = if extends { now } else { create_at };
    start + lengths.of(SessionKind::Mobile)
}

/// Whether a session ends because it was not used: never on phones, for OAuth applications and access tokens, nor when
/// sessions are extended. A limit of zero never ends any.
pub fn is_idle(state: &SessionState, idle_limit: Duration, extends: bool, now: TimestampMs) -> bool {
    let exempt = extends || state.is_oauth || matches!(state.kind, SessionKind::Mobile | SessionKind::AccessToken);
    !exempt && !idle_limit.is_zero() && now.since(state.last_activity_at) > idle_limit
}

/// Whether the activity is worth a write.
pub fn needs_activity_write(last_activity_at: TimestampMs, now: TimestampMs) -> bool {
    now.since(last_activity_at) >= ACTIVITY_STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: TimestampMs = TimestampMs(1_000_000_000_000);

    fn state(kind: SessionKind) -> SessionState {
        let expires_at = START + SessionLengths::default().of(kind);
        SessionState { kind, create_at: START, expires_at, last_activity_at: START, is_oauth: false }
    }

    #[test]
    fn extension_waits_for_a_hundredth_of_the_length() {
        let lengths = SessionLengths::default();
        let at = |hours_and_minutes: (u64, u64)| {
            START + Duration::from_hours(hours_and_minutes.0) + Duration::from_mins(hours_and_minutes.1)
        };
        let extended = |now| extended_expires_at(&state(SessionKind::Mobile), &lengths, now);
        assert_eq!(extended(at((7, 11))), None);
        assert_eq!(extended(at((7, 12))), Some(at((7, 12)) + lengths.mobile));
        let short = SessionLengths { mobile: Duration::from_hours(1), ..lengths };
        let session = SessionState { expires_at: START + short.mobile, ..state(SessionKind::Mobile) };
        assert_eq!(extended_expires_at(&session, &short, at((0, 4))), None);
        assert!(extended_expires_at(&session, &short, at((0, 5))).is_some());
    }

    #[test]
    fn an_expired_session_does_not_come_back() {
        let late = START + Duration::from_hours(721);
        assert_eq!(extended_expires_at(&state(SessionKind::Web), &SessionLengths::default(), late), None);
        assert!(is_expired(state(SessionKind::Web).expires_at, late));
        assert!(!is_expired(TimestampMs::ZERO, late));
    }

    #[test]
    fn only_browsers_time_out_by_idling() {
        let later = START + Duration::from_mins(43_201);
        let limit = Duration::from_hours(720);
        for (kind, extends, idle) in [
            (SessionKind::Web, false, true),
            (SessionKind::Sso, false, true),
            (SessionKind::Web, true, false),
            (SessionKind::Mobile, false, false),
            (SessionKind::AccessToken, false, false),
        ] {
            assert_eq!(is_idle(&state(kind), limit, extends, later), idle, "{kind:?}");
        }
        assert!(!is_idle(&SessionState { is_oauth: true, ..state(SessionKind::Web) }, limit, false, later));
    }
}
