//! A push service: gives tokens, delivers pushes until they are confirmed.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::{
        Path, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};

use countersign_mobile_core::RawPush;
use countersign_primitives::TimestampMs;
use countersign_sim_vendors::device::{
    AppleHeaders, DeviceFrame, GoogleHeaders, PhoneFrame, PushFrame, PushHeaders, RegisterDevice, RegisteredDevice,
};

use crate::support::Bell;

pub(crate) struct DevicePort {
    desk: Arc<Desk>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

struct Desk {
    state: Mutex<Counter>,
    bell: Bell,
}

#[derive(Default)]
struct Counter {
    tokens: BTreeSet<String>,
    waiting: BTreeMap<u64, PushFrame>,
    confirmed: BTreeSet<u64>,
    line: Option<mpsc::UnboundedSender<String>>,
    next: u64,
}

impl DevicePort {
    pub(crate) async fn start(bell: &Bell) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let desk = Arc::new(Desk { state: Mutex::default(), bell: bell.clone() });
        let router = Router::new()
            .route("/v1/devices", post(register))
            .route("/v1/devices/{token}/pushes", get(connect))
            .with_state(Arc::clone(&desk));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { desk, address, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The token of the only phone.
    pub(crate) fn token(&self) -> String {
        self.desk.state.lock().unwrap().tokens.first().cloned().unwrap()
    }

    /// Sends a push; answers the number it is confirmed by.
    pub(crate) fn push(&self, push: RawPush) -> u64 {
        let (headers, payload) = match push {
            RawPush::Apns(payload) => (apple(), payload.to_string()),
            RawPush::Fcm(data) => (google(), serde_json::json!({"token": "t", "data": data}).to_string()),
        };
        let mut state = self.desk.state.lock().unwrap();
        state.next += 1;
        let (id, sent_at) = (state.next, TimestampMs(1));
        let frame = PushFrame { id, sent_at, redelivered: false, headers, payload };
        state.send(&frame);
        state.waiting.insert(id, frame);
        id
    }

    pub(crate) async fn confirmed(&self, id: u64) {
        let confirmed = || self.desk.state.lock().unwrap().confirmed.contains(&id);
        self.desk.bell.until("the push is confirmed", confirmed).await;
    }

    pub(crate) fn is_confirmed(&self, id: u64) -> bool {
        self.desk.state.lock().unwrap().confirmed.contains(&id)
    }

    /// Forgets every device, as after a reset of the vendor.
    pub(crate) fn forget_devices(&self) {
        let mut state = self.desk.state.lock().unwrap();
        state.tokens.clear();
        state.line = None;
    }
}

impl Drop for DevicePort {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Counter {
    fn send(&self, frame: &PushFrame) {
        if let Some(line) = &self.line {
            let _ = line.send(serde_json::to_string(&DeviceFrame::Push(frame.clone())).unwrap());
        }
    }
}

async fn register(State(desk): State<Arc<Desk>>, Json(_): Json<RegisterDevice>) -> Response {
    let mut state = desk.state.lock().unwrap();
    state.next += 1;
    let token = format!("{:064x}", state.next);
    state.tokens.insert(token.clone());
    (StatusCode::CREATED, Json(RegisteredDevice { token, subscription: None })).into_response()
}

async fn connect(State(desk): State<Arc<Desk>>, Path(token): Path<String>, upgrade: WebSocketUpgrade) -> Response {
    if !desk.state.lock().unwrap().tokens.contains(&token) {
        return StatusCode::NOT_FOUND.into_response();
    }
    upgrade.on_upgrade(move |socket| deliver(desk, socket))
}

async fn deliver(desk: Arc<Desk>, mut socket: WebSocket) {
    let (line, mut frames) = mpsc::unbounded_channel();
    {
        let mut state = desk.state.lock().unwrap();
        state.line = Some(line);
        state.waiting.values().for_each(|frame| state.send(frame));
    }
    desk.bell.ring();
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Some(text) => if socket.send(Message::text(text)).await.is_err() { return },
                None => return,
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    let PhoneFrame::Confirm { id } = serde_json::from_str(&text).unwrap();
                    let mut state = desk.state.lock().unwrap();
                    state.waiting.remove(&id);
                    state.confirmed.insert(id);
                    drop(state);
                    desk.bell.ring();
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

fn apple() -> PushHeaders {
    PushHeaders::Apple(AppleHeaders {
        apns_id: "a".to_owned(),
        topic: "t".to_owned(),
        push_type: "alert".to_owned(),
        priority: 10,
        expiration: None,
        collapse_id: None,
    })
}

fn google() -> PushHeaders {
    PushHeaders::Google(GoogleHeaders {
        message_id: "m".to_owned(),
        from: "p".to_owned(),
        priority: "high".to_owned(),
        ttl_secs: 60,
        collapse_key: None,
    })
}
