use std::time::Duration;

use countersign_primitives::{ChannelId, TimestampMs};

use crate::status::{PresenceRecord, StatusKind};

/// The settings of presence.
#[derive(Clone, Copy, Debug)]
pub struct PresenceSettings {
    /// `UserStatusAwayTimeout`: after this time without activity a connected user is away. 300 seconds by default.
    pub away_after: Duration,
}

impl Default for PresenceSettings {
    fn default() -> Self {
        Self { away_after: Duration::from_mins(5) }
    }
}

/// Something that bears on somebody's presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresenceEvent {
    /// A WebSocket connected and proved whose it is.
    Connected,
    /// The user posted (and did not ask to stay unseen).
    Posted,
    /// The user opened a channel; `None` closed it.
    Viewed(Option<ChannelId>),
    /// An app says the user does something (`user_update_active_status`), by hand or not.
    Active {
        /// Whether the user asked for it.
        manual: bool,
    },
    /// An app says the user does nothing, or a connection answered a ping: away when it lasted long enough, at once
    /// when asked for by hand.
    Idle {
        /// Whether the user asked for it.
        manual: bool,
    },
    /// The last connection is gone.
    Disconnected,
    /// The user chose a status; the time ends a `dnd` by itself, zero does not.
    Chose(StatusKind, TimestampMs),
    /// Automatic replies were switched.
    AutoResponder(bool),
    /// Time passed: a timed `dnd` may end.
    Tick,
    /// The account was deactivated.
    Deactivated,
}

impl PresenceRecord {
    /// The record after an event. Others are told (only the user's own apps are) when [`StatusKind`] differs from
    /// before.
    #[must_use]
    pub fn after(self, event: PresenceEvent, now: TimestampMs, settings: &PresenceSettings) -> Self {
        match event {
            PresenceEvent::Connected | PresenceEvent::Posted | PresenceEvent::Active { manual: false } => {
                self.online_unless_chosen(now)
            }
            PresenceEvent::Viewed(channel) => self.viewed(channel, now),
            PresenceEvent::Active { manual: true } => self.online(now),
            PresenceEvent::Idle { manual } => self.idle(manual, now, settings),
            PresenceEvent::Disconnected if self.manual => self.looking_at(None),
            PresenceEvent::Disconnected => self.become_status(StatusKind::Offline).looking_at(None),
            PresenceEvent::Chose(kind, dnd_ends_at) => self.chose(kind, dnd_ends_at, now),
            PresenceEvent::AutoResponder(true) => Self { manual: true, ..self.become_status(StatusKind::OutOfOffice) },
            PresenceEvent::AutoResponder(false) if self.presence.status == StatusKind::OutOfOffice => self.online(now),
            PresenceEvent::AutoResponder(false) => self,
            PresenceEvent::Tick => self.tick(now),
            PresenceEvent::Deactivated => {
                Self { manual: false, ..self.become_status(StatusKind::Offline).looking_at(None) }
            }
        }
    }

    fn become_status(mut self, status: StatusKind) -> Self {
        self.presence.status = status;
        self
    }

    fn looking_at(mut self, channel: Option<ChannelId>) -> Self {
        self.presence.active_channel = channel;
        self
    }

    fn online(mut self, now: TimestampMs) -> Self {
        self.presence.last_activity_at = now;
        self.manual = false;
        self.become_status(StatusKind::Online)
    }

    fn online_unless_chosen(self, now: TimestampMs) -> Self {
        if self.manual { self } else { self.online(now) }
    }

    fn viewed(mut self, channel: Option<ChannelId>, now: TimestampMs) -> Self {
        self.presence.last_activity_at = now;
        let seen = self.looking_at(channel);
        if channel.is_some() { seen.online_unless_chosen(now) } else { seen }
    }

    fn idle(self, manual: bool, now: TimestampMs, settings: &PresenceSettings) -> Self {
        if manual {
            return Self { manual: true, ..self.become_status(StatusKind::Away).looking_at(None) };
        }
        let still_active = now.since(self.presence.last_activity_at) < settings.away_after;
        if self.manual || self.presence.status == StatusKind::Away || still_active {
            return self;
        }
        self.become_status(StatusKind::Away).looking_at(None)
    }

    fn chose(self, kind: StatusKind, dnd_ends_at: TimestampMs, now: TimestampMs) -> Self {
        match kind {
            StatusKind::Online => self.online(now),
            StatusKind::Offline => {
                let mut chosen = self.become_status(kind).looking_at(None);
                chosen.presence.last_activity_at = now;
                Self { manual: true, ..chosen }
            }
            StatusKind::Away => Self { manual: true, ..self.become_status(kind).looking_at(None) },
            StatusKind::Dnd => Self {
                manual: true,
                dnd_ends_at,
                before_dnd: self.remembered_before_dnd().filter(|_| !dnd_ends_at.is_zero()),
                ..self.become_status(kind)
            },
            StatusKind::OutOfOffice => Self { manual: true, ..self.become_status(kind) },
        }
    }

    /// What a timed `dnd` ends in: what was before it, also when it is prolonged.
    fn remembered_before_dnd(&self) -> Option<StatusKind> {
        if self.presence.status == StatusKind::Dnd { self.before_dnd } else { Some(self.presence.status) }
    }

    fn tick(self, now: TimestampMs) -> Self {
        let over = self.presence.status == StatusKind::Dnd && !self.dnd_ends_at.is_zero() && self.dnd_ends_at <= now;
        if !over {
            return self;
        }
        let back_to = self.before_dnd.unwrap_or(StatusKind::Online);
        Self { manual: false, dnd_ends_at: TimestampMs::ZERO, before_dnd: None, ..self.become_status(back_to) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: TimestampMs = TimestampMs(1_000_000);

    fn channel() -> ChannelId {
        "hmyjmj68dw6gdxctnghbrhwcth".parse().unwrap()
    }

    fn after(events: &[(PresenceEvent, i64)]) -> PresenceRecord {
        events.iter().fold(PresenceRecord::default(), |record, &(event, at)| {
            record.after(event, TimestampMs(NOW.0 + at), &PresenceSettings::default())
        })
    }

    #[test]
    fn connecting_posting_and_viewing_make_online() {
        for event in [PresenceEvent::Connected, PresenceEvent::Posted, PresenceEvent::Viewed(Some(channel()))] {
            assert_eq!(after(&[(event, 0)]).presence.status, StatusKind::Online, "{event:?}");
        }
        assert_eq!(after(&[(PresenceEvent::Viewed(None), 0)]).presence.status, StatusKind::Offline);
    }

    #[test]
    fn what_was_chosen_stays_until_changed() {
        for kind in [StatusKind::Away, StatusKind::Dnd, StatusKind::Offline] {
            let chosen = PresenceEvent::Chose(kind, TimestampMs::ZERO);
            for event in [PresenceEvent::Connected, PresenceEvent::Posted, PresenceEvent::Viewed(Some(channel()))] {
                let record = after(&[(chosen, 0), (event, 1), (PresenceEvent::Disconnected, 2)]);
                assert_eq!((record.presence.status, record.manual), (kind, true), "{kind:?} {event:?}");
            }
            let back = after(&[(chosen, 0), (PresenceEvent::Chose(StatusKind::Online, TimestampMs::ZERO), 1)]);
            assert_eq!((back.presence.status, back.manual), (StatusKind::Online, false));
        }
    }

    #[test]
    fn away_comes_after_five_minutes_and_closes_the_channel() {
        let viewed = (PresenceEvent::Viewed(Some(channel())), 0);
        let early = after(&[viewed, (PresenceEvent::Idle { manual: false }, 299_999)]);
        assert_eq!(early.presence.status, StatusKind::Online);
        let late = after(&[viewed, (PresenceEvent::Idle { manual: false }, 300_000)]);
        assert_eq!((late.presence.status, late.presence.active_channel), (StatusKind::Away, None));
    }

    #[test]
    fn a_timed_dnd_ends_in_what_was_before() {
        let until = TimestampMs(NOW.0 + 60_000);
        let dnd = [(PresenceEvent::Connected, 0), (PresenceEvent::Chose(StatusKind::Dnd, until), 1)];
        assert_eq!(after(&dnd).presence.status, StatusKind::Dnd);
        let mut events = dnd.to_vec();
        events.push((PresenceEvent::Tick, 59_999));
        assert_eq!(after(&events).presence.status, StatusKind::Dnd);
        events.push((PresenceEvent::Tick, 60_000));
        let record = after(&events);
        assert_eq!((record.presence.status, record.manual, record.dnd_end_time_secs()), (StatusKind::Online, false, 0));
    }

    #[test]
    fn the_last_connection_gone_is_offline_without_a_channel() {
        let record = after(&[(PresenceEvent::Viewed(Some(channel())), 0), (PresenceEvent::Disconnected, 1)]);
        assert_eq!((record.presence.status, record.presence.active_channel), (StatusKind::Offline, None));
    }

    fn any_event() -> impl Strategy<Value = PresenceEvent> {
        let kind = prop_oneof![
            Just(StatusKind::Online),
            Just(StatusKind::Away),
            Just(StatusKind::Dnd),
            Just(StatusKind::OutOfOffice),
            Just(StatusKind::Offline)
        ];
        prop_oneof![
            Just(PresenceEvent::Connected),
            Just(PresenceEvent::Posted),
            any::<bool>().prop_map(|open| PresenceEvent::Viewed(open.then(channel))),
            any::<bool>().prop_map(|manual| PresenceEvent::Active { manual }),
            any::<bool>().prop_map(|manual| PresenceEvent::Idle { manual }),
            Just(PresenceEvent::Disconnected),
            (kind, 0..2_000_000_i64).prop_map(|(kind, until)| PresenceEvent::Chose(kind, TimestampMs(until))),
            any::<bool>().prop_map(PresenceEvent::AutoResponder),
            Just(PresenceEvent::Tick),
            Just(PresenceEvent::Deactivated),
        ]
    }

    proptest! {
        #[test]
        fn nobody_is_online_by_choice_and_offline_by_itself_has_no_channel(
            events in proptest::collection::vec((any_event(), 0..1_000_000_i64), 0..30)
        ) {
            let record = after(&events);
            prop_assert!(!(record.manual && record.presence.status == StatusKind::Online));
            let record = record.after(PresenceEvent::Disconnected, NOW, &PresenceSettings::default());
            prop_assert_eq!(record.presence.active_channel, None);
        }
    }
}
