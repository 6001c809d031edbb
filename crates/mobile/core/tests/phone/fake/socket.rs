use std::sync::Arc;

use axum::{
    Extension,
    extract::{
        RawQuery, State as Shared,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use countersign_primitives::ConnectionId;

use super::{answers::refusal, routes::Caller, world::World};

/// One connection of the protocol, which may outlive its socket.
#[derive(Default)]
pub(crate) struct Connection {
    /// Every event so far, by number.
    events: Vec<String>,
    /// The socket, while there is one. Taking it away closes it.
    pub(crate) live: Option<mpsc::UnboundedSender<String>>,
    /// When true, pings get no answer.
    pub(crate) deaf: bool,
}

pub(super) async fn upgrade(
    Shared(world): Shared<Arc<World>>,
    Extension(Caller(user)): Extension<Caller>,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let query = query.unwrap_or_default();
    {
        let mut state = world.lock();
        state.handshakes.push(query.clone());
        if let Some(status) = state.refuse_sockets {
            return refusal(status, "refused");
        }
    }
    if user.is_none() {
        return refusal(401, "api.context.session_expired.app_error");
    }
    upgrade.on_upgrade(move |socket| serve(world, socket, query)).into_response()
}

async fn serve(world: Arc<World>, mut socket: WebSocket, query: String) {
    let (sender, mut events) = mpsc::unbounded_channel();
    let id = attach(&world, &query, sender);
    world.bell.ring();
    loop {
        tokio::select! {
            event = events.recv() => {
                let over = event.is_none();
                let frame = event.map_or(Message::Close(None), |text| Message::Text(text.into()));
                if socket.send(frame).await.is_err() || over {
                    break;
                }
            }
            frame = socket.recv() => match frame {
                Some(Ok(Message::Text(text))) => {
                    if let Some(reply) = reply(&world, &id, &text)
                        && socket.send(Message::Text(reply.into())).await.is_err() { break }
                }
                Some(Ok(_)) => {}
                _ => break,
            },
        }
    }
    if let Some(connection) = world.lock().connections.get_mut(&id) {
        connection.live = None;
    }
    world.bell.ring();
}

/// Goes on with a known connection, or begins one with a hello.
fn attach(world: &World, query: &str, sender: mpsc::UnboundedSender<String>) -> String {
    let value = |name: &str| {
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default().to_owned()
    };
    let (id, next) = (value("connection_id"), value("sequence_number").parse::<usize>().unwrap_or(0));
    let mut state = world.lock();
    if let Some(known) = state.connections.get_mut(&id)
        && known.live.is_none()
    {
        for event in known.events.iter().skip(next) {
            let _ = sender.send(event.clone());
        }
        known.live = Some(sender);
        return id;
    }
    let id = ConnectionId::generate(&world.random).to_string();
    let mut connection = Connection { live: Some(sender), ..Connection::default() };
    connection.tell("hello", &json!({"connection_id": id, "server_version": "11.6.0"}));
    state.connections.insert(id.clone(), connection);
    id
}

fn reply(world: &World, id: &str, text: &str) -> Option<String> {
    let request: Value = serde_json::from_str(text).unwrap();
    let deaf = world.lock().connections.get(id).is_some_and(|connection| connection.deaf);
    if request["action"] != "ping" || deaf {
        return None;
    }
    Some(json!({"status": "OK", "seq_reply": request["seq"], "data": {"text": "pong"}}).to_string())
}

impl Connection {
    fn tell(&mut self, event: &str, data: &Value) {
        let frame = json!({"event": event, "data": data, "broadcast": {}, "seq": self.events.len()}).to_string();
        self.events.push(frame.clone());
        if let Some(live) = &self.live {
            let _ = live.send(frame);
        }
    }
}

impl World {
    /// Tells every connection, also those without a socket at the moment.
    pub(crate) fn event(&self, event: &str, data: &Value) {
        for connection in self.lock().connections.values_mut() {
            connection.tell(event, data);
        }
        self.bell.ring();
    }

    /// Closes every socket; the connections stay and go on collecting.
    pub(crate) fn drop_sockets(&self) {
        for connection in self.lock().connections.values_mut() {
            connection.live = None;
        }
    }

    /// Loses an event on the way: its number is taken, but it is not sent.
    pub(crate) fn lose_event(&self) {
        for connection in self.lock().connections.values_mut() {
            let live = connection.live.take();
            connection.tell("typing", &json!({}));
            connection.live = live;
        }
    }

    /// Stops answering pings.
    pub(crate) fn deafen(&self) {
        for connection in self.lock().connections.values_mut() {
            connection.deaf = true;
        }
    }

    pub(crate) fn connected(&self) -> usize {
        self.lock().connections.values().filter(|connection| connection.live.is_some()).count()
    }
}
