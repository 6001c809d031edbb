use std::{collections::HashSet, time::Duration};

use crate::DeviceKey;

/// Watches over removals of one target: a swapped service file, a wrong topic, or Apple re-tuning its 410s would
/// otherwise erase an organisation within a minute.
///
/// When more than a fifth of at least 50 distinct tokens get a removal verdict within 10 minutes, although the
/// long-run rate was below a twentieth, removals are held back until an operator releases them or the verdicts have
/// gone on for a day.
#[derive(Debug)]
pub struct RemovalGuard {
    window: Window,
    long_run: LongRun,
    held_since: Option<Duration>,
    released: bool,
    held: HashSet<DeviceKey>,
}

/// What the guard says to one removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Go on.
    Granted,
    /// Keep the token; say why.
    Held,
    /// Keep the token; the guard has just begun to hold: raise the alarm.
    HeldFirst,
}

const WINDOW: Duration = Duration::from_mins(10);
const PATIENCE: Duration = Duration::from_hours(24);
const FEWEST_TOKENS: usize = 50;
/// Tokens counted per window; beyond that the rate is known well enough.
const MOST_TOKENS: usize = 20_000;

#[derive(Debug, Default)]
struct Window {
    since: Duration,
    seen: HashSet<DeviceKey>,
    dead: HashSet<DeviceKey>,
}

/// Verdicts of all finished windows, fading by half with each.
#[derive(Debug, Default)]
struct LongRun {
    seen: f64,
    dead: f64,
}

impl Default for RemovalGuard {
    fn default() -> Self {
        Self::new()
    }
}

impl RemovalGuard {
    /// A guard that has seen nothing.
    pub fn new() -> Self {
        Self {
            window: Window::default(),
            long_run: LongRun::default(),
            held_since: None,
            released: false,
            held: HashSet::new(),
        }
    }

    /// Notes that a token works.
    pub fn note_alive(&mut self, device: DeviceKey, ticks: Duration) {
        self.turn(ticks);
        if self.window.seen.len() < MOST_TOKENS {
            self.window.seen.insert(device);
        }
    }

    /// Notes a removal verdict and says whether it may be acted on.
    pub fn ask(&mut self, device: DeviceKey, ticks: Duration) -> Removal {
        self.turn(ticks);
        if self.window.seen.len() < MOST_TOKENS {
            self.window.seen.insert(device);
            self.window.dead.insert(device);
        }
        if self.released {
            return Removal::Granted;
        }
        match self.held_since {
            Some(since) if ticks.saturating_sub(since) >= PATIENCE => Removal::Granted,
            Some(_) => {
                self.hold(device);
                Removal::Held
            }
            None if self.is_mass_failure() => {
                self.held_since = Some(ticks);
                self.hold(device);
                Removal::HeldFirst
            }
            None => Removal::Granted,
        }
    }

    /// An operator's word: removals are acted on again, for as long as this mass failure lasts.
    pub fn release(&mut self) {
        self.released = self.held_since.is_some();
        self.held.clear();
    }

    /// Since when removals are held back; `None` when they are not.
    pub fn held_since(&self) -> Option<Duration> {
        self.held_since.filter(|_| !self.released)
    }

    /// How many distinct tokens are held back.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    fn hold(&mut self, device: DeviceKey) {
        if self.held.len() < MOST_TOKENS {
            self.held.insert(device);
        }
    }

    fn is_mass_failure(&self) -> bool {
        let (dead, seen) = (self.window.dead.len(), self.window.seen.len());
        seen >= FEWEST_TOKENS && dead * 5 > seen && self.long_run.dead * 20.0 <= self.long_run.seen
    }

    fn turn(&mut self, ticks: Duration) {
        if ticks.saturating_sub(self.window.since) < WINDOW {
            return;
        }
        let finished = std::mem::take(&mut self.window);
        self.window.since = ticks;
        let (seen, dead) = (finished.seen.len(), finished.dead.len());
        if self.held_since.is_some() {
            // The end of a mass failure: a window with verdicts in which few tokens died.
            if seen > 0 && dead * 5 <= seen {
                self.held_since = None;
                self.released = false;
                self.held.clear();
            }
            return;
        }
        self.long_run.seen = self.long_run.seen / 2.0 + f64::from(u32::try_from(seen).unwrap_or(u32::MAX));
        self.long_run.dead = self.long_run.dead / 2.0 + f64::from(u32::try_from(dead).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_hours(1);

    fn alive(guard: &mut RemovalGuard, tokens: std::ops::Range<u64>, ticks: Duration) {
        for token in tokens {
            guard.note_alive(DeviceKey(token), ticks);
        }
    }

    #[test]
    fn single_removals_are_granted() {
        let mut guard = RemovalGuard::new();
        alive(&mut guard, 0..1000, START);
        for token in 0..100 {
            assert_eq!(guard.ask(DeviceKey(token), START), Removal::Granted);
        }
        assert_eq!(guard.held_since(), None);
    }

    #[test]
    fn a_few_tokens_are_no_mass() {
        let mut guard = RemovalGuard::new();
        for token in 0..49 {
            assert_eq!(guard.ask(DeviceKey(token), START), Removal::Granted, "{token}");
        }
        assert_eq!(guard.ask(DeviceKey(49), START), Removal::HeldFirst);
        assert_eq!(guard.ask(DeviceKey(50), START), Removal::Held);
        assert_eq!(guard.held(), 2);
    }

    #[test]
    fn the_same_token_again_and_again_is_one_token() {
        let mut guard = RemovalGuard::new();
        for _ in 0..1000 {
            assert_eq!(guard.ask(DeviceKey(7), START), Removal::Granted);
        }
    }

    #[test]
    fn held_removals_are_released_by_a_word_or_after_a_day() {
        let mut guard = RemovalGuard::new();
        for token in 0..60 {
            guard.ask(DeviceKey(token), START);
        }
        assert!(guard.held_since().is_some());
        guard.release();
        assert_eq!(guard.ask(DeviceKey(99), START), Removal::Granted);

        let mut guard = RemovalGuard::new();
        for token in 0..60 {
            guard.ask(DeviceKey(token), START);
        }
        assert_eq!(guard.ask(DeviceKey(1), START + Duration::from_hours(23)), Removal::Held);
        assert_eq!(guard.ask(DeviceKey(1), START + Duration::from_hours(25)), Removal::Granted);
    }

    #[test]
    fn the_guard_stands_down_when_tokens_work_again() {
        let mut guard = RemovalGuard::new();
        for token in 0..60 {
            guard.ask(DeviceKey(token), START);
        }
        let later = START + Duration::from_mins(11);
        alive(&mut guard, 0..100, later);
        alive(&mut guard, 0..1, later + Duration::from_mins(11));
        assert_eq!(guard.held_since(), None);
        assert_eq!(guard.ask(DeviceKey(5), later + Duration::from_mins(11)), Removal::Granted);
    }

    #[test]
    fn a_target_that_always_loses_many_is_left_alone() {
        let mut guard = RemovalGuard::new();
        // Removals trickle in: a tenth of what is sent, window after window.
        for window in 0..5u64 {
            let ticks = START + Duration::from_mins(11) * u32::try_from(window).unwrap();
            alive(&mut guard, 0..100, ticks);
            for token in 0..10 {
                guard.ask(DeviceKey(token), ticks);
            }
        }
        let later = START + Duration::from_hours(2);
        for token in 0..100 {
            assert_eq!(guard.ask(DeviceKey(1000 + token), later), Removal::Granted);
        }
    }
}
