use std::time::Duration;

use countersign_primitives::TimestampMs;

/// After this long out of sight the owner must authenticate again. Exactly this long counts as too long.
///
/// Source: `mattermost/mattermost-mobile` `app/init/managed_app.ts`.
pub const RELOCK_AFTER: Duration = Duration::from_mins(5);

/// Whether the device's owner has shown who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnerState {
    /// Not since the app was launched, or too long ago.
    #[default]
    Unknown,
    /// Yes, and the app has been in sight since.
    Present,
    /// Yes, but the app went out of sight.
    Away {
        /// When it did.
        since: TimestampMs,
    },
}

/// What changes an [`OwnerState`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerEvent {
    /// The owner authenticated.
    Authenticated,
    /// The owner cancelled, or was not recognised.
    Refused,
    /// The app went out of sight.
    LeftForeground(TimestampMs),
    /// The app came back into sight.
    CameToForeground(TimestampMs),
}

impl OwnerState {
    /// The state after `event`.
    #[must_use]
    pub fn after(self, event: OwnerEvent) -> Self {
        match (self, event) {
            (_, OwnerEvent::Refused) => Self::Unknown,
            (_, OwnerEvent::CameToForeground(at)) if self.must_authenticate(at) => Self::Unknown,
            (_, OwnerEvent::Authenticated | OwnerEvent::CameToForeground(_)) => Self::Present,
            (Self::Present, OwnerEvent::LeftForeground(at)) => Self::Away { since: at },
            (state, OwnerEvent::LeftForeground(_)) => state,
        }
    }

    /// Whether the owner must authenticate before anything shows.
    pub fn must_authenticate(self, now: TimestampMs) -> bool {
        match self {
            Self::Unknown => true,
            Self::Present => false,
            // A clock that was set back tells nothing about how long it was: the stricter answer.
            Self::Away { since } => now < since || now.since(since) >= RELOCK_AFTER,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn after(events: &[OwnerEvent]) -> OwnerState {
        events.iter().fold(OwnerState::default(), |state, &event| state.after(event))
    }

    #[test]
    fn a_launch_asks() {
        assert!(OwnerState::default().must_authenticate(TimestampMs(0)));
    }

    #[test]
    fn five_minutes_out_of_sight_ask_again_and_less_does_not() {
        use OwnerEvent::{Authenticated, CameToForeground, LeftForeground};
        for (away_ms, asks) in [(0, false), (299_999, false), (300_000, true), (300_001, true), (-1, true)] {
            let left = TimestampMs(1_000_000);
            let back = TimestampMs(left.0 + away_ms);
            let state = after(&[Authenticated, LeftForeground(left), CameToForeground(back)]);
            assert_eq!(state.must_authenticate(back), asks, "{away_ms} ms");
        }
    }

    #[test]
    fn leaving_twice_counts_from_the_first_time() {
        use OwnerEvent::{Authenticated, CameToForeground, LeftForeground};
        let state = after(&[
            Authenticated,
            LeftForeground(TimestampMs(0)),
            LeftForeground(TimestampMs(299_999)),
            CameToForeground(TimestampMs(300_000)),
        ]);
        assert_eq!(state, OwnerState::Unknown);
    }

    #[test]
    fn a_refusal_asks_again() {
        assert_eq!(after(&[OwnerEvent::Authenticated, OwnerEvent::Refused]), OwnerState::Unknown);
    }

    fn event() -> impl Strategy<Value = OwnerEvent> {
        let time = (0..2_000_000_i64).prop_map(TimestampMs);
        prop_oneof![
            Just(OwnerEvent::Authenticated),
            Just(OwnerEvent::Refused),
            time.clone().prop_map(OwnerEvent::LeftForeground),
            time.prop_map(OwnerEvent::CameToForeground),
        ]
    }

    proptest! {
        #[test]
        fn nothing_but_authenticating_opens(events in prop::collection::vec(event(), 0..20), now in 0..3_000_000_i64) {
            let state = after(&events);
            if !state.must_authenticate(TimestampMs(now)) {
                let last_refusal = events.iter().rposition(|event| *event == OwnerEvent::Refused);
                let last_success = events.iter().rposition(|event| *event == OwnerEvent::Authenticated);
                prop_assert!(last_success > last_refusal);
            }
        }

        #[test]
        fn a_long_absence_always_asks(events in prop::collection::vec(event(), 0..20), extra in 0..1_000_000_i64) {
            let left = TimestampMs(3_000_000);
            let back = TimestampMs(left.0 + 300_000 + extra);
            let state = after(&events).after(OwnerEvent::LeftForeground(left)).after(OwnerEvent::CameToForeground(back));
            prop_assert!(state.must_authenticate(back));
        }
    }
}
