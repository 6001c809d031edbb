//! Callers that post pushes as fast as they are answered, until they are dropped.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use countersign_wire_push::{BatchAnswer, PushAnswer, PushMessage, PushStatus, PushType};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use tokio::{net::TcpStream, task::JoinSet};

/// How many callers post one push at a time, and how many pushes a batch holds.
pub(super) const SINGLE_CALLERS: u64 = 8;
const BATCH: u64 = 20;

/// What callers were told.
#[derive(Clone, Debug, Default)]
pub(super) struct Promises {
    next: Arc<AtomicU64>,
    accepted: Arc<Mutex<Vec<u64>>>,
}

impl Promises {
    /// How many pushes were posted.
    pub(super) fn posted(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    /// The numbers of those that were accepted.
    pub(super) fn accepted(&self) -> Vec<u64> {
        self.accepted.lock().clone()
    }

    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

/// The device of a push: even numbers are Apple's.
pub(super) fn device(number: u64) -> String {
    if number.is_multiple_of(2) { format!("{number:064x}") } else { format!("soak:{number:060}") }
}

pub(super) fn message(number: u64) -> Vec<u8> {
    let platform = if number.is_multiple_of(2) { "apple_rn-v2" } else { "android_rn-v2" };
    let message = PushMessage {
        ack_id: format!("{number:026}"),
        platform: platform.to_owned(),
        server_id: "soak".to_owned(),
        device_id: device(number),
        message: "Hello".to_owned(),
        badge: 1,
        channel_id: "c".repeat(26),
        kind: PushType::Message,
        version: "v2".to_owned(),
        ..PushMessage::default()
    };
    serde_json::to_vec(&message).unwrap_or_default()
}

/// Callers at work. They end when this is dropped.
pub(super) struct Callers(#[expect(dead_code, reason = "its end ends the callers")] JoinSet<()>);

impl Callers {
    pub(super) fn start(address: SocketAddr, promises: &Promises) -> Self {
        let mut tasks = JoinSet::new();
        for _ in 0..SINGLE_CALLERS {
            tasks.spawn(post_singly(address, promises.clone()));
        }
        tasks.spawn(post_batches(address, promises.clone()));
        Self(tasks)
    }
}

async fn post_singly(address: SocketAddr, promises: Promises) {
    let Some(mut gateway) = connect(address).await else { return };
    loop {
        let number = promises.number();
        let Some(body) = post(&mut gateway, "/api/v1/send_push", message(number)).await else { return };
        if serde_json::from_slice::<PushAnswer>(&body).is_ok_and(|answer| answer.status == PushStatus::Ok) {
            promises.accepted.lock().push(number);
        }
    }
}

async fn post_batches(address: SocketAddr, promises: Promises) {
    let Some(mut gateway) = connect(address).await else { return };
    loop {
        let numbers: Vec<_> = (0..BATCH).map(|_| promises.number()).collect();
        let lines: Vec<_> = numbers.iter().flat_map(|number| message(*number).into_iter().chain([b'\n'])).collect();
        let request = Request::post("/api/v2/send").header("host", "gateway").body(Full::new(Bytes::from_owner(lines)));
        let Some(mut answer) = ask(&mut gateway, request).await else { return };
        let mut kept = Vec::new();
        // Answers count as soon as they are there: the gateway may be killed in the middle.
        while let Some(frame) = answer.body_mut().frame().await {
            let Ok(frame) = frame else { return };
            kept.extend_from_slice(frame.data_ref().unwrap_or(&Bytes::new()));
            while let Some(end) = kept.iter().position(|byte| *byte == b'\n') {
                let line: Vec<_> = kept.drain(..=end).collect();
                note(&promises, &numbers, &line);
            }
        }
    }
}

fn note(promises: &Promises, numbers: &[u64], line: &[u8]) {
    let Ok(answer) = serde_json::from_slice::<BatchAnswer>(line) else { return };
    let number = usize::try_from(answer.index).ok().and_then(|index| numbers.get(index));
    if let Some(number) = number.filter(|_| answer.answer.status == PushStatus::Ok) {
        promises.accepted.lock().push(*number);
    }
}

/// A connection to a gateway; `None` when it does not answer.
pub(super) async fn connect(address: SocketAddr) -> Option<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.ok()?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    Some(sender)
}

/// What a gateway answers to a body; `None` when the connection broke.
pub(super) async fn post(gateway: &mut SendRequest<Full<Bytes>>, path: &str, body: Vec<u8>) -> Option<Bytes> {
    let request = Request::post(path).header("host", "gateway").body(Full::new(Bytes::from(body)));
    let answer = ask(gateway, request).await?;
    Some(answer.into_body().collect().await.ok()?.to_bytes())
}

/// The answer to a request; `None` when the connection broke.
pub(super) async fn ask(
    gateway: &mut SendRequest<Full<Bytes>>,
    request: http::Result<Request<Full<Bytes>>>,
) -> Option<http::Response<hyper::body::Incoming>> {
    gateway.ready().await.ok()?;
    gateway.send_request(request.ok()?).await.ok()
}
