use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::broadcast;

use countersign_primitives::{Clock, TimestampMs, UserId};

use crate::trace::{TraceEvent, TraceParty};

/// How many events are kept; the oldest go first.
const KEPT: usize = 4000;
/// How many events a slow listener may be behind before it has to ask for the list again.
const BEHIND: usize = 1024;

/// The trace of a stack: kept for a while, and streamed.
pub struct TraceLog {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    stream: broadcast::Sender<TraceEvent>,
}

#[derive(Default)]
struct State {
    last: u64,
    events: VecDeque<TraceEvent>,
    phones: HashMap<UserId, String>,
    phone_of_push: HashMap<String, String>,
}

/// What an observer knows of a step; the log adds number, and phone and time where they are missing.
#[derive(Clone, Debug)]
pub struct TraceStep {
    /// When, if the observer knows better than the log.
    pub at: Option<TimestampMs>,
    /// Which push.
    pub ack_id: Option<String>,
    /// Who.
    pub party: TraceParty,
    /// The phone's name, where the observer knows it.
    pub phone: Option<String>,
    /// Stable name.
    pub step: String,
    /// One line for people.
    pub summary: String,
    /// What the party could see.
    pub detail: Value,
}

impl TraceLog {
    /// An empty trace.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default(), stream: broadcast::channel(BEHIND).0 }
    }

    /// Remembers whose phone is called what, so that the server's steps can be told apart.
    pub fn name_phone(&self, user: UserId, phone: &str) {
        self.state.lock().phones.insert(user, phone.to_owned());
    }

    /// The phone of a user, once it is known.
    pub fn phone_of(&self, user: UserId) -> Option<String> {
        self.state.lock().phones.get(&user).cloned()
    }

    /// Adds a step.
    pub fn record(&self, step: TraceStep) {
        let mut state = self.state.lock();
        state.last += 1;
        let phone = state.phone(&step);
        let event = TraceEvent {
            number: state.last,
            at_ms: step.at.unwrap_or_else(|| self.clock.now()),
            ack_id: step.ack_id,
            party: step.party,
            phone,
            step: step.step,
            summary: step.summary,
            detail: step.detail,
        };
        state.keep(event.clone());
        // Nobody listening is no fault.
        let _ = self.stream.send(event);
    }

    /// All kept events with a number above `after`, oldest first.
    pub fn after(&self, after: u64) -> Vec<TraceEvent> {
        self.state.lock().events.iter().filter(|event| event.number > after).cloned().collect()
    }

    /// Further events from now on. Who asks for [`TraceLog::after`] afterwards misses nothing.
    pub fn subscribe(&self) -> broadcast::Receiver<TraceEvent> {
        self.stream.subscribe()
    }
}

impl State {
    fn phone(&mut self, step: &TraceStep) -> Option<String> {
        match (&step.ack_id, &step.phone) {
            (Some(ack_id), Some(phone)) => {
                self.phone_of_push.insert(ack_id.clone(), phone.clone());
                Some(phone.clone())
            }
            (Some(ack_id), None) => self.phone_of_push.get(ack_id).cloned(),
            (None, phone) => phone.clone(),
        }
    }

    fn keep(&mut self, event: TraceEvent) {
        self.events.push_back(event);
        if self.events.len() > KEPT
            && let Some(ack_id) = self.events.pop_front().and_then(|oldest| oldest.ack_id)
        {
            self.phone_of_push.remove(&ack_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use countersign_primitives::ManualClock;
    use serde_json::json;

    use super::*;

    fn step(ack_id: Option<&str>, phone: Option<&str>) -> TraceStep {
        TraceStep {
            at: None,
            ack_id: ack_id.map(str::to_owned),
            party: TraceParty::Server,
            phone: phone.map(str::to_owned),
            step: "sent".to_owned(),
            summary: String::new(),
            detail: json!({}),
        }
    }

    fn log() -> TraceLog {
        TraceLog::new(Arc::new(ManualClock::new(TimestampMs(7))))
    }

    #[test]
    fn later_steps_of_a_push_know_the_phone_an_earlier_one_named() {
        let log = log();
        log.record(step(Some("a"), Some("Ben")));
        log.record(step(Some("a"), None));
        log.record(step(Some("b"), None));
        let phones: Vec<_> = log.after(0).into_iter().map(|event| event.phone).collect();
        assert_eq!(phones, [Some("Ben".to_owned()), Some("Ben".to_owned()), None]);
    }

    #[test]
    fn a_listener_gets_what_comes() {
        let log = log();
        log.record(step(None, None));
        let mut stream = log.subscribe();
        log.record(step(None, None));
        assert_eq!(stream.try_recv().unwrap().number, 2);
        assert!(stream.try_recv().is_err());
    }

    #[test]
    fn only_the_newest_events_are_kept() {
        let log = log();
        for number in 0..KEPT + 5 {
            log.record(step(Some(&number.to_string()), Some("Ana")));
        }
        assert_eq!(log.after(0).len(), KEPT);
        assert_eq!(log.after(0)[0].number, 6);
        assert_eq!(log.state.lock().phone_of_push.len(), KEPT);
    }
}
