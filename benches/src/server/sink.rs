//! A push gateway that takes everything and counts it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Result;
use memchr::memmem;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

const TAKEN: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}";

/// The gateway; stops when dropped.
pub(super) struct Sink {
    pub(super) address: SocketAddr,
    messages: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Sink {
    pub(super) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let messages = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&messages);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&count)));
            }
        });
        Ok(Self { address, messages, task })
    }

    /// How many pushes of messages came.
    pub(super) fn messages(&self) -> u64 {
        self.messages.load(Ordering::Relaxed)
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Until the other side goes away, which is no failure.
async fn serve(mut stream: TcpStream, messages: Arc<AtomicU64>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut received = Vec::with_capacity(4096);
    loop {
        let Some(end) = request_end(&received) else {
            if stream.read_buf(&mut received).await.ok()? == 0 {
                return None;
            }
            continue;
        };
        if memmem::find(&received[..end], b"\"type\":\"message\"").is_some() {
            messages.fetch_add(1, Ordering::Relaxed);
        }
        received.drain(..end);
        stream.write_all(TAKEN).await.ok()?;
    }
}

/// Where the first request ends, once all of it is there.
fn request_end(received: &[u8]) -> Option<usize> {
    let head = memmem::find(received, b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&received[..head]).ok()?.to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    (received.len() >= head + length).then_some(head + length)
}
