use std::{collections::VecDeque, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::broadcast;

use countersign_mobile_core::{TraceStep, Tracer, bridge::BridgeEvent};

use crate::{
    config::PhoneObserver,
    device::{DeviceView, PhoneTrace},
};

/// How many steps are kept; the oldest leave.
const KEPT: usize = 2000;
/// How many events may wait for a slow page.
const EVENTS_KEPT: usize = 512;

/// What pages and tests hear.
#[derive(Clone, Debug)]
pub enum PhoneEvent {
    /// The app tells its interface.
    Bridge(BridgeEvent),
    /// The device changed.
    Device(Box<DeviceView>),
    /// A step was taken.
    Trace(PhoneTrace),
}

/// Keeps what happened and tells whoever listens.
pub(crate) struct Journal {
    phone: String,
    steps: Mutex<VecDeque<PhoneTrace>>,
    events: broadcast::Sender<PhoneEvent>,
    observer: Arc<dyn PhoneObserver>,
}

impl Journal {
    pub(crate) fn new(phone: String, observer: Arc<dyn PhoneObserver>) -> Self {
        Self { phone, steps: Mutex::default(), events: broadcast::Sender::new(EVENTS_KEPT), observer }
    }

    pub(crate) fn steps(&self) -> Vec<PhoneTrace> {
        self.steps.lock().iter().cloned().collect()
    }

    /// Steps so far, and everything from then on: nothing in between is missed.
    pub(crate) fn steps_and_events(&self) -> (Vec<PhoneTrace>, broadcast::Receiver<PhoneEvent>) {
        let steps = self.steps.lock();
        (steps.iter().cloned().collect(), self.events.subscribe())
    }

    pub(crate) fn events(&self) -> broadcast::Receiver<PhoneEvent> {
        self.events.subscribe()
    }

    /// Tells whoever listens; nobody listening is no error.
    pub(crate) fn tell(&self, event: PhoneEvent) {
        let _ = self.events.send(event);
    }
}

impl Tracer for Journal {
    fn record(&self, step: TraceStep) {
        let step = PhoneTrace {
            at_ms: step.at_ms,
            ack_id: step.ack_id.filter(|id| !id.is_empty()),
            step: step.kind.name().to_owned(),
            summary: step.summary,
            detail: step.detail,
        };
        self.observer.record(&self.phone, &step);
        let mut steps = self.steps.lock();
        if steps.len() == KEPT {
            steps.pop_front();
        }
        steps.push_back(step.clone());
        self.tell(PhoneEvent::Trace(step));
    }
}
