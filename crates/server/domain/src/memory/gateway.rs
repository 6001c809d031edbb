use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::watch;

use countersign_wire_push::{FeedbackPage, PushAck, PushAnswer, PushMessage};

use crate::ports::gateway::{GatewayError, PushGateway};

/// A push gateway in memory, for tests: it notes what it is given, and answers as it is told, `OK` when it is told
/// nothing. Clones share everything.
#[derive(Clone)]
pub struct MemoryGateway {
    state: Arc<Mutex<State>>,
    sent: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    pushes: Vec<PushMessage>,
    acks: Vec<PushAck>,
    ack_refusals: VecDeque<GatewayError>,
    answers: VecDeque<Result<PushAnswer, GatewayError>>,
    /// Pages of feedback, by the place after which they come.
    feedback: HashMap<String, FeedbackPage>,
}

impl Default for MemoryGateway {
    fn default() -> Self {
        Self { state: Arc::default(), sent: watch::Sender::new(0) }
    }
}

impl MemoryGateway {
    /// What the next push is answered; several are used up in order.
    pub fn answer_next(&self, answer: Result<PushAnswer, GatewayError>) {
        self.state.lock().answers.push_back(answer);
    }

    /// How the next receipt fails; several are used up in order.
    pub fn refuse_next_ack(&self, error: GatewayError) {
        self.state.lock().ack_refusals.push_back(error);
    }

    /// What whoever asks for verdicts after this place is told.
    pub fn tell_after(&self, place: &str, page: FeedbackPage) {
        self.state.lock().feedback.insert(place.to_owned(), page);
    }

    /// The pushes so far, in the order they came.
    pub fn pushes(&self) -> Vec<PushMessage> {
        self.state.lock().pushes.clone()
    }

    /// The receipts so far.
    pub fn acks(&self) -> Vec<PushAck> {
        self.state.lock().acks.clone()
    }

    /// Waits until this many pushes came, and returns them. Has no time limit of its own.
    pub async fn after(&self, count: usize) -> Vec<PushMessage> {
        // The sender lives in `self`: waiting cannot fail.
        drop(self.sent.subscribe().wait_for(|sent| *sent >= count).await);
        self.pushes()
    }
}

#[async_trait]
impl PushGateway for MemoryGateway {
    async fn send(&self, _gateway_url: &str, push: &PushMessage) -> Result<PushAnswer, GatewayError> {
        let answer = {
            let mut state = self.state.lock();
            state.pushes.push(push.clone());
            state.answers.pop_front()
        };
        self.sent.send_modify(|sent| *sent += 1);
        answer.unwrap_or_else(|| Ok(PushAnswer::ok()))
    }

    async fn acknowledge(&self, _gateway_url: &str, ack: &PushAck) -> Result<(), GatewayError> {
        let mut state = self.state.lock();
        state.acks.push(ack.clone());
        state.ack_refusals.pop_front().map_or(Ok(()), Err)
    }

    async fn feedback(
        &self,
        _gateway_url: &str,
        _server_id: &str,
        after: &str,
    ) -> Result<Option<FeedbackPage>, GatewayError> {
        Ok(self.state.lock().feedback.get(after).cloned())
    }
}
