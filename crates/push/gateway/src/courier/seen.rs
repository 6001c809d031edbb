//! Recognising pushes that come again.

use std::time::Duration;

use countersign_dispatch::{Dedupe, PushId};

/// How many pushes are remembered at most, and for how long. As many as two tables of 65,536 places hold before they
/// grow: with 18 bytes for each push that is about two and a half megabytes.
const MOST: usize = 2 * (65_536 / 8 * 7);
const KEEP: Duration = Duration::from_mins(10);
/// Reasons of removals come from vendors: beyond this many different ones a repeated push is told less.
const MOST_REASONS: usize = 250;
const ANY_REASON: &str = "upstream response: the token is dead";

/// Pushes that were seen lately, and what came of them.
#[derive(Debug)]
pub(super) struct Seen {
    pushes: Dedupe<Known>,
    reasons: Vec<String>,
}

/// What came of a push that was seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing yet.
    Underway,
    /// It was sent, or written down.
    Sent,
    /// Its token is dead; why.
    Removed(String),
}

/// The same in two bytes: a reason is kept once, by its place.
#[derive(Clone, Copy, Debug)]
enum Known {
    Underway,
    Sent,
    Removed(u8),
}

impl Default for Seen {
    fn default() -> Self {
        Self { pushes: Dedupe::new(KEEP, MOST), reasons: Vec::new() }
    }
}

impl Seen {
    /// Remembers a push as underway; returns what is known when it was seen before.
    pub(super) fn enter(&mut self, id: PushId, ticks: Duration) -> Option<Before> {
        Some(match self.pushes.enter(id, Known::Underway, ticks)? {
            Known::Underway => Before::Underway,
            Known::Sent => Before::Sent,
            Known::Removed(place) => {
                let reason = self.reasons.get(usize::from(place)).map_or(ANY_REASON, String::as_str);
                Before::Removed(reason.to_owned())
            }
        })
    }

    /// It was sent, or written down.
    pub(super) fn sent(&mut self, id: PushId) {
        self.pushes.set(id, Known::Sent);
    }

    /// Its token is dead.
    pub(super) fn removed(&mut self, id: PushId, reason: &str) {
        let known = self.reasons.iter().position(|known| known == reason);
        let place = known.unwrap_or_else(|| {
            if self.reasons.len() < MOST_REASONS {
                self.reasons.push(reason.to_owned());
                self.reasons.len() - 1
            } else {
                MOST_REASONS
            }
        });
        self.pushes.set(id, Known::Removed(u8::try_from(place).unwrap_or(u8::MAX)));
    }

    /// The next push like it is sent.
    pub(super) fn forget(&mut self, id: PushId) {
        self.pushes.forget(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> PushId {
        PushId::from_u128(number << 64 | number)
    }

    #[test]
    fn what_is_remembered_of_a_push_is_small() {
        assert!(size_of::<(PushId, Known)>() <= 18);
    }

    #[test]
    fn a_push_that_comes_again_is_told_what_came_of_it() {
        let mut seen = Seen::default();
        assert_eq!(seen.enter(id(1), Duration::ZERO), None);
        assert_eq!(seen.enter(id(1), Duration::ZERO), Some(Before::Underway));
        seen.sent(id(1));
        assert_eq!(seen.enter(id(1), Duration::ZERO), Some(Before::Sent));
        seen.removed(id(1), "Unregistered");
        assert_eq!(seen.enter(id(1), Duration::ZERO), Some(Before::Removed("Unregistered".to_owned())));
        seen.forget(id(1));
        assert_eq!(seen.enter(id(1), Duration::ZERO), None);
    }

    #[test]
    fn reasons_without_end_take_no_memory_without_end() {
        let mut seen = Seen::default();
        for number in 0..1000 {
            seen.enter(id(number), Duration::ZERO);
            seen.removed(id(number), &number.to_string());
        }
        assert_eq!(seen.reasons.len(), MOST_REASONS);
        assert_eq!(seen.enter(id(3), Duration::ZERO), Some(Before::Removed("3".to_owned())));
        assert_eq!(seen.enter(id(999), Duration::ZERO), Some(Before::Removed(ANY_REASON.to_owned())));
    }
}
