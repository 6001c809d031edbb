use std::{collections::VecDeque, fmt};

use async_trait::async_trait;
use parking_lot::Mutex;

use crate::{HttpRequest, HttpResponse, SocketFrame, Transport, TransportError, WebSocket};

type Answer = dyn Fn(&HttpRequest) -> Result<HttpResponse, TransportError> + Send + Sync;

/// Answers requests with a function and each WebSocket with a script; remembers what was asked.
pub struct MemoryTransport {
    answer: Box<Answer>,
    requests: Mutex<Vec<HttpRequest>>,
    sockets: Mutex<VecDeque<Scripted>>,
}

/// What one WebSocket receives: these frames, then a close.
#[derive(Clone, Debug, Default)]
pub struct Scripted {
    /// Texts in order.
    pub texts: VecDeque<String>,
}

impl MemoryTransport {
    /// A transport whose every request is answered by `answer`.
    pub fn new(answer: impl Fn(&HttpRequest) -> Result<HttpResponse, TransportError> + Send + Sync + 'static) -> Self {
        Self { answer: Box::new(answer), requests: Mutex::default(), sockets: Mutex::default() }
    }

    /// What the next WebSocket that nobody scripted yet receives. Without a script it is [`TransportError::Unreachable`].
    pub fn script_socket(&self, script: Scripted) {
        self.sockets.lock().push_back(script);
    }

    /// Every request so far, WebSocket handshakes included.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.requests.lock().clone()
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTransport").field("requests", &self.requests.lock().len()).finish_non_exhaustive()
    }
}

#[async_trait]
impl Transport for MemoryTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let answer = (self.answer)(&request);
        self.requests.lock().push(request);
        answer
    }

    async fn open_socket(&self, request: HttpRequest) -> Result<Box<dyn WebSocket>, TransportError> {
        self.requests.lock().push(request);
        let script = self.sockets.lock().pop_front().ok_or(TransportError::Unreachable)?;
        Ok(Box::new(script))
    }
}

#[async_trait]
impl WebSocket for Scripted {
    async fn send(&mut self, _text: &str) -> Result<(), TransportError> {
        Ok(())
    }

    async fn receive(&mut self) -> Result<SocketFrame, TransportError> {
        Ok(self.texts.pop_front().map_or(SocketFrame::Closed { code: Some(1000) }, SocketFrame::Text))
    }

    async fn close(&mut self) {}
}
