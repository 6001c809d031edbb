//! One socket's life.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{Message, WebSocket};
use countersign_primitives::ConnectionId;
use countersign_server_domain::{caller::Caller, sessions, statuses};
use countersign_server_rules::paging::Query;
use countersign_wire_api::websocket::Request;
use serde_json::Value;
use tokio::time::{self, Instant, MissedTickBehavior};

use crate::hub::{
    Hub,
    action::{self, AUTHENTICATE},
    connection::Connection,
    frame::Frame,
    line::Broken,
    msgpack, reply,
    writing::Progress,
};

/// How long a socket may be open without anybody's name.
const AUTHENTICATION_TIME: Duration = Duration::from_secs(5);
/// How often a socket is asked whether it is still there.
const PING_PERIOD: Duration = Duration::from_mins(1);
/// How long it may be silent.
const PONG_TIME: Duration = Duration::from_secs(100);

/// Which connection a socket wants to go on with.
pub(crate) enum Claim {
    /// None: a new one.
    New,
    /// This one, with the event of this number.
    Resume(ConnectionId, i64),
    /// It cannot be read: the socket closes.
    Nonsense,
}

impl Claim {
    /// Reads `connection_id` and `sequence_number`.
    pub(crate) fn read(query: &Query<'_>) -> Self {
        let Some(id) = query.get("connection_id") else { return Self::New };
        let number = query.number("sequence_number").filter(|number| *number >= 0);
        match (id.parse(), number) {
            (Ok(id), Some(number)) => Self::Resume(id, number),
            _ => Self::Nonsense,
        }
    }
}

/// A socket is over; nothing is said over it any more.
struct Over;

impl From<Broken> for Over {
    fn from(_: Broken) -> Self {
        Self
    }
}

/// Finds out whose a socket is, and lets a task serve it until it closes. A task of its own: this one has had room for
/// the socket itself, which every idle socket would go on to pay for.
pub(crate) async fn serve(hub: Arc<Hub>, mut socket: WebSocket, caller: Option<Caller>, claim: Claim) {
    let attached = match (caller, claim) {
        (Some(_), Claim::Nonsense) => return,
        (Some(caller), claim) => Some(attach(&hub, caller, &claim)),
        (None, _) => Box::pin(authenticate(&hub, &mut socket)).await.ok(),
    };
    if let Some(attached) = attached {
        attached.connection.line.open(socket);
        tokio::spawn(live(hub, attached));
    }
}

async fn live(hub: Arc<Hub>, attached: Attached) {
    let Attached { caller, connection, place, reply } = attached;
    let user_id = caller.user_id();
    let mut session = Session { hub, caller, connection };
    // Every end is an end: why does not matter to anybody.
    let _ = session.run(reply).await;
    let Session { hub, connection, .. } = session;
    // Before anybody may take the connection up again and bring another socket.
    connection.line.close();
    leave(&hub, &connection, place);
    if !hub.has_open_socket(user_id) {
        Box::pin(statuses::disconnected(&hub.domain, user_id)).await;
    }
}

/// A socket that belongs to somebody.
struct Attached {
    caller: Caller,
    connection: Arc<Connection>,
    /// Which of the connection's sockets it is.
    place: u64,
    /// The answer to the request that said who it is.
    reply: Option<String>,
}

/// Takes a lost connection up again, or begins a new one.
fn attach(hub: &Hub, caller: Caller, claim: &Claim) -> Attached {
    if let Claim::Resume(id, next) = *claim {
        let known = hub.registry.find(caller.user_id(), id);
        let resumed = known.and_then(|known| Some((known.resume(&caller, next)?, known)));
        if let Some((place, connection)) = resumed {
            return Attached { caller, connection, place, reply: None };
        }
    }
    let (id, user_id) = (hub.new_connection_id(), caller.user_id());
    let hello = Arc::new(Frame::hello(user_id, id, &hub.domain.version_id(), &hub.hostname));
    let connection = Arc::new(Connection::new(id, &caller, hello));
    hub.registry.add(Arc::clone(&connection));
    Attached { caller, connection, place: 0, reply: None }
}

/// Waits until somebody says who he is.
async fn authenticate(hub: &Arc<Hub>, socket: &mut WebSocket) -> Result<Attached, Over> {
    let end = Instant::now() + AUTHENTICATION_TIME;
    loop {
        let message = time::timeout_at(end, socket.recv()).await.map_err(|_| Over)?;
        let Some(request) = read(message)? else { continue };
        if request.action != AUTHENTICATE {
            continue;
        }
        let token = request.data.get("token").and_then(Value::as_str).ok_or(Over)?;
        let caller = sessions::authenticate(&hub.domain, token).await.ok().flatten().ok_or(Over)?;
        let reply = reply::text(&reply::ok(request.seq, None));
        return Ok(Attached { reply: Some(reply), ..attach(hub, caller, &Claim::New) });
    }
}

/// The socket is lost. Its connection waits for another one for a while.
fn leave(hub: &Arc<Hub>, connection: &Arc<Connection>, place: u64) {
    if !connection.detach() {
        hub.registry.remove(connection);
        return;
    }
    let (hub, connection) = (Arc::downgrade(hub), Arc::downgrade(connection));
    tokio::spawn(async move {
        let Some(window) = hub.upgrade().map(|hub| hub.resume_window) else { return };
        time::sleep(window).await;
        if let (Some(hub), Some(connection)) = (hub.upgrade(), connection.upgrade())
            && connection.give_up(place)
        {
            hub.registry.remove(&connection);
        }
    });
}

struct Session {
    hub: Arc<Hub>,
    caller: Caller,
    connection: Arc<Connection>,
}

/// Sockets are many and mostly idle: what is rarely done is boxed while it is done, so that waiting takes little memory.
impl Session {
    /// What is said before anything else.
    async fn begin(&mut self, reply: Option<String>) -> Result<(), Over> {
        self.write_events().await?;
        if let Some(reply) = reply {
            self.connection.send(Message::text(reply)).await?;
        }
        Ok(())
    }

    async fn run(&mut self, reply: Option<String>) -> Result<(), Over> {
        Box::pin(self.begin(reply)).await?;
        Box::pin(statuses::connected(&self.hub.domain, self.caller.user_id())).await;
        let mut pings = time::interval_at(Instant::now() + PING_PERIOD, PING_PERIOD);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let connection = Arc::clone(&self.connection);
        loop {
            self.write_events().await?;
            tokio::select! {
                biased;
                message = connection.line.read() => {
                    heard = Instant::now();
                    Box::pin(self.hear(message)).await?;
                }
                _ = pings.tick() => {
                    if heard.elapsed() > PONG_TIME {
                        return Err(Over);
                    }
                    Box::pin(self.look_again()).await?;
                    connection.send(Message::Ping(bytes::Bytes::new())).await?;
                }
                () = connection.woken() => {}
            }
        }
    }

    /// Writes what waits.
    async fn write_events(&mut self) -> Result<(), Over> {
        loop {
            match self.connection.write_waiting(self.hub.domain.now()) {
                Progress::Done => return Ok(()),
                Progress::Full => self.connection.flush().await?,
                Progress::LookAgain => Box::pin(self.look_again()).await?,
                Progress::Over => return Err(Over),
            }
        }
    }

    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), Over> {
        if let Some(Ok(Message::Pong(_))) = message {
            statuses::idle(&self.hub.domain, self.caller.user_id()).await;
            return Ok(());
        }
        let Some(request) = read(message)? else { return Ok(()) };
        // What was asked just after the session ended is not done any more.
        if self.connection.is_closed() {
            return Err(Over);
        }
        if self.caller.session.is_expired(self.hub.domain.now()) {
            Box::pin(self.look_again()).await?;
        }
        let Some(reply) = action::act(&self.hub.domain, &self.caller, &request).await else { return Ok(()) };
        // What happened before comes before.
        self.write_events().await?;
        Ok(self.connection.send(Message::text(reply::text(&reply))).await?)
    }

    /// Whether the session still stands, and what its user may see now.
    async fn look_again(&mut self) -> Result<(), Over> {
        self.connection.clear_stale();
        let hash = self.caller.session.token_hash;
        let caller = sessions::authenticate_again(&self.hub.domain, hash).await;
        // A store that does not answer now is no reason to throw everybody out, but whose time is over goes.
        if let Ok(found) = caller {
            self.caller = found.ok_or(Over)?;
            self.connection.admit(&self.caller);
        }
        if self.caller.session.is_expired(self.hub.domain.now()) { Err(Over) } else { Ok(()) }
    }
}

/// What an app asks; `None` for frames that ask nothing.
fn read(message: Option<Result<Message, axum::Error>>) -> Result<Option<Request>, Over> {
    match message {
        Some(Ok(Message::Text(text))) => parse(text.as_bytes()).map(Some),
        Some(Ok(Message::Binary(bytes))) => parse_binary(&bytes).map(Some),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Over),
    }
}

/// Binary frames hold `MessagePack`; some clients send JSON in them.
fn parse_binary(bytes: &[u8]) -> Result<Request, Over> {
    match msgpack::read(bytes) {
        Some(request @ Value::Object(_)) => serde_json::from_value(request).map_err(|_| Over),
        _ => parse(bytes),
    }
}

/// A request is an object; to serde a list would be one without names.
fn parse(text: &[u8]) -> Result<Request, Over> {
    if text.trim_ascii_start().starts_with(b"{") { serde_json::from_slice(text).map_err(|_| Over) } else { Err(Over) }
}
