use std::{collections::VecDeque, sync::Arc};

use async_trait::async_trait;
use parking_lot::Mutex;

use crate::{Attempt, Push, Sender, Signal, Vendor};

/// A sender that sends nowhere: it writes down what it was given and answers what it was told to. For tests.
#[derive(Clone, Debug)]
pub struct RecordingSender {
    vendor: Vendor,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    sent: Vec<(Push, Attempt)>,
    answers: VecDeque<Signal>,
    has_twin: bool,
}

impl RecordingSender {
    /// Accepts everything until told otherwise.
    pub fn new(vendor: Vendor) -> Self {
        Self { vendor, state: Arc::default() }
    }

    /// Claims to have a twin in the other environment.
    #[must_use]
    pub fn with_twin(self) -> Self {
        self.state.lock().has_twin = true;
        self
    }

    /// Answers the next attempts so, in this order; further ones are accepted.
    pub fn answer(&self, signals: impl IntoIterator<Item = Signal>) {
        self.state.lock().answers.extend(signals);
    }

    /// Everything it was given, in order.
    pub fn sent(&self) -> Vec<(Push, Attempt)> {
        self.state.lock().sent.clone()
    }
}

#[async_trait]
impl Sender for RecordingSender {
    fn vendor(&self) -> Vendor {
        self.vendor
    }

    fn takes(&self, device_id: &str) -> bool {
        !device_id.is_empty()
    }

    fn has_twin(&self) -> bool {
        self.state.lock().has_twin
    }

    async fn send(&self, push: &Push, attempt: &Attempt) -> Signal {
        let mut state = self.state.lock();
        state.sent.push((push.clone(), *attempt));
        state.answers.pop_front().unwrap_or(Signal::Accepted { vendor_id: None })
    }
}
