use std::time::Duration;

use serde_json::{Map, Value, json};

use countersign_mobile_host::{HttpMethod, HttpRequest, SocketFrame, TransportError, WebSocket};
use countersign_wire_api::websocket::{Event, Reply, Request, ServerFrame};

use super::sequence::Sequence;
use crate::{
    address,
    app::{Account, App},
};

/// One open connection, in the protocol's terms.
pub(super) struct Socket {
    raw: Box<dyn WebSocket>,
    next_request: i64,
    /// The number of the ping that has not been answered.
    open_ping: Option<i64>,
}

/// What came over a connection.
#[derive(Debug)]
pub(super) enum Incoming {
    /// Something happened.
    Event(Box<Event>),
    /// The server does not know the session any more.
    NotAuthenticated,
    /// A reply, or a frame nobody understands.
    Other,
    /// It is closed.
    Closed,
}

impl Socket {
    /// Connects, says who it is, and pings.
    pub(super) async fn open(app: &App, account: &Account, sequence: &Sequence) -> Result<Self, TransportError> {
        let facts = account.facts();
        let (url, origin) = address::websocket(account.api.base(), facts.websocket_url.as_deref());
        let mut headers = account.api.headers();
        headers.push(("Origin".to_owned(), origin));
        let request = HttpRequest {
            method: HttpMethod::Get,
            url: format!("{url}?{}", sequence.query()),
            headers,
            body: None,
            timeout: app.pace.request_timeout,
            follow_redirects: false,
        };
        let raw = app.host.transport.open_socket(request).await?;
        let mut socket = Self { raw, next_request: 1, open_ping: None };
        let token = account.api.token().map_or("", |token| token.expose().as_str());
        socket.request("authentication_challenge", json!({"token": token})).await?;
        socket.ping().await?;
        Ok(socket)
    }

    /// Pings; an error when the ping before was never answered.
    pub(super) async fn ping(&mut self) -> Result<(), TransportError> {
        if self.open_ping.is_some() {
            return Err(TransportError::TimedOut);
        }
        self.open_ping = Some(self.next_request);
        self.request("ping", json!({})).await
    }

    /// The next thing. May be dropped and called again.
    pub(super) async fn next(&mut self) -> Incoming {
        match self.raw.receive().await {
            Ok(SocketFrame::Text(text)) => match serde_json::from_str(&text) {
                Ok(ServerFrame::Event(event)) => Incoming::Event(Box::new(event)),
                Ok(ServerFrame::Reply(reply)) => self.take(&reply),
                Err(_) => Incoming::Other,
            },
            Ok(SocketFrame::Closed { .. }) | Err(_) => Incoming::Closed,
        }
    }

    pub(super) async fn close(mut self) {
        // Whoever does not answer a goodbye is left.
        let _ = tokio::time::timeout(Duration::from_millis(500), self.raw.close()).await;
    }

    fn take(&mut self, reply: &Reply) -> Incoming {
        let pong = reply.data.as_ref().and_then(|data| data.get("text")).and_then(Value::as_str) == Some("pong");
        if pong && self.open_ping == Some(reply.seq_reply) {
            self.open_ping = None;
        }
        match &reply.error {
            Some(error) if error.status_code == 401 || error.id.contains("not_authenticated") => {
                Incoming::NotAuthenticated
            }
            _ => Incoming::Other,
        }
    }

    async fn request(&mut self, action: &str, data: Value) -> Result<(), TransportError> {
        let data = data.as_object().cloned().unwrap_or_else(Map::new);
        let request = Request { seq: self.next_request, action: action.to_owned(), data };
        self.next_request += 1;
        let text = serde_json::to_string(&request).expect("wire types hold nothing JSON cannot");
        self.raw.send(&text).await
    }
}
