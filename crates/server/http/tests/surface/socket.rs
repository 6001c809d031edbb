//! A socket whose frames are kept as they come.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::watch, task::JoinHandle, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue},
    },
};

/// The `seq` of the request that marks an end of what is listened to.
const MARK: i64 = 999_999_999;

type Sink = SplitSink<WebSocketStream<MaybeTlsStream<TcpStream>>, Message>;

pub(crate) struct Socket {
    sink: Sink,
    heard: Arc<Mutex<Vec<Value>>>,
    /// How many frames were taken out of those heard.
    taken: AtomicUsize,
    state: watch::Receiver<State>,
    reader: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    frames: usize,
    closed: bool,
}

/// An upgrade that was refused.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: u16,
}

impl Socket {
    pub(crate) async fn open(address: SocketAddr, path: &str, headers: &[(String, String)]) -> Result<Self, Refused> {
        let mut request = format!("ws://{address}{path}").into_client_request().expect("an address");
        for (name, value) in headers {
            let name: HeaderName = name.parse().expect("a header's name");
            request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        let stream = match connect_async(request).await {
            Ok((stream, _)) => stream,
            Err(Error::Http(response)) => {
                return Err(Refused { status: response.status().as_u16() });
            }
            Err(_) => return Err(Refused { status: 0 }),
        };
        let (sink, mut stream) = stream.split();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (tell, state) = watch::channel(State::default());
        let kept = Arc::clone(&heard);
        let reader = tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Message::Text(text) = message {
                    kept.lock().push(serde_json::from_str(&text).unwrap_or_else(|_| json!(text.as_str())));
                    tell.send_modify(|state| state.frames += 1);
                }
            }
            tell.send_modify(|state| state.closed = true);
        });
        Ok(Self { sink, heard, taken: AtomicUsize::new(0), state, reader })
    }

    pub(crate) async fn send(&mut self, text: String) {
        // What is sent to a closed socket is lost, as on the wire.
        drop(self.sink.send(Message::text(text)).await);
    }

    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>) {
        drop(self.sink.send(Message::binary(bytes)).await);
    }

    /// Waits until so many frames are there that were not taken yet, or the socket is closed, or the time is over.
    pub(crate) async fn wait(&mut self, frames: usize, longest: Duration) {
        let taken = self.taken.load(Ordering::Relaxed);
        let enough = self.state.wait_for(|state| state.closed || state.frames >= taken + frames);
        drop(timeout(longest, enough).await);
    }

    /// Waits until the frames that were not taken yet are enough, or the socket is closed, or the time is over.
    pub(crate) async fn wait_until(&mut self, is_enough: impl Fn(&[Value]) -> bool, longest: Duration) {
        let heard = Arc::clone(&self.heard);
        let enough = self.state.wait_for(|state| state.closed || is_enough(&heard.lock()));
        drop(timeout(longest, enough).await);
    }

    /// Waits until the server has closed it; whether it did in time.
    pub(crate) async fn closed(&mut self, longest: Duration) -> bool {
        matches!(timeout(longest, self.state.wait_for(|state| state.closed)).await, Ok(Ok(_)))
    }

    /// All frames that the server had written before it answers now.
    pub(crate) async fn settle(&mut self, longest: Duration) {
        self.send(json!({ "seq": MARK, "action": "ping" }).to_string()).await;
        let heard = Arc::clone(&self.heard);
        let is_mark = |frame: &Value| frame["seq_reply"] == MARK;
        let marked = self.state.wait_for(|state| state.closed || heard.lock().iter().any(is_mark));
        drop(timeout(longest, marked).await);
        self.heard.lock().retain(|frame| !is_mark(frame));
    }

    /// Whose socket it is, once the server has said it.
    pub(crate) fn user_id(&self) -> Option<String> {
        let heard = self.heard.lock();
        let hello = heard.iter().find(|frame| frame["event"] == "hello")?;
        hello.pointer("/broadcast/user_id")?.as_str().map(str::to_owned)
    }

    /// The frames since they were taken last.
    pub(crate) fn take(&self) -> Vec<Value> {
        let frames = std::mem::take(&mut *self.heard.lock());
        self.taken.fetch_add(frames.len(), Ordering::Relaxed);
        frames
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
