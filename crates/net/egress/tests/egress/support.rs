//! What the tests of the pool share: a pool that reaches a peer, requests, and a peer made of bare frames.

use std::{future::Future, net::SocketAddr, time::Duration};

use bytes::Bytes;
use countersign_egress::{Answer, Dialer, Endpoint, Pool, PoolLimits, SendError, Trust, client_tls};
use countersign_loopback::Authority;
use http::{Method, Request, Version};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::Instant,
};

pub(crate) const HOST: &str = "api.example.com";

pub(crate) fn limits() -> PoolLimits {
    PoolLimits {
        open_interval: Duration::from_millis(5),
        dial_backoff: Duration::from_millis(20),
        ..PoolLimits::default()
    }
}

/// A pool that asks for `https://api.example.com` at the peer's address.
pub(crate) fn pool(authority: &Authority, peer: SocketAddr, limits: PoolLimits) -> Pool {
    let endpoint = format!("https://{HOST}").parse::<Endpoint>().unwrap().via("127.0.0.1", peer.port());
    let tls = client_tls(&Trust::only(authority.pem()), None).unwrap();
    Pool::new(Dialer::direct(endpoint, tls), limits)
}

/// A pool in clear text.
pub(crate) fn clear_pool(peer: SocketAddr, limits: PoolLimits) -> Pool {
    let tls = client_tls(&Trust::only(Authority::new().pem()), None).unwrap();
    Pool::new(Dialer::direct(format!("http://{peer}").parse().unwrap(), tls), limits)
}

pub(crate) fn head(path: &str) -> Request<()> {
    Request::builder()
        .method(Method::POST)
        .version(Version::HTTP_2)
        .uri(format!("https://{HOST}{path}"))
        .body(())
        .unwrap()
}

pub(crate) async fn post(pool: &Pool, path: &str) -> Result<Answer, SendError> {
    post_within(pool, path, Duration::from_secs(10)).await
}

pub(crate) async fn post_within(pool: &Pool, path: &str, limit: Duration) -> Result<Answer, SendError> {
    pool.send(|| head(path), Bytes::from_static(b"{}"), Instant::now() + limit).await
}

/// Runs `times` requests at once.
pub(crate) async fn post_many(pool: &Pool, times: usize) -> Vec<Result<Answer, SendError>> {
    let tasks: Vec<_> = (0..times)
        .map(|number| {
            let pool = pool.clone();
            tokio::spawn(async move { post(&pool, &format!("/{number}")).await })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// A connection of bare HTTP/2 frames, in clear text, seen from the server.
pub(crate) struct Frames {
    stream: TcpStream,
}

const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

impl Frames {
    /// Takes a connection and its preface; sends nothing yet.
    pub(crate) async fn accept(listener: &TcpListener) -> Self {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).await.unwrap();
        Self { stream }
    }

    /// Kind, flags and stream of the next frame; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<(u8, u8, u32)> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        self.stream.read_exact(&mut payload).await.ok()?;
        Some((head[3], head[4], u32::from_be_bytes([head[5], head[6], head[7], head[8]])))
    }

    /// The stream of the next request, once its head has come.
    pub(crate) async fn request(&mut self) -> Option<u32> {
        loop {
            if let (HEADERS, _, stream) = self.next().await? {
                return Some(stream);
            }
        }
    }

    pub(crate) async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = vec![length[1], length[2], length[3], kind, flags];
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.stream.write_all(&frame).await.unwrap();
    }

    /// SETTINGS with a stream limit, and the ACK of the client's.
    pub(crate) async fn settings(&mut self, streams: u32) {
        let mut payload = vec![0, 3];
        payload.extend(streams.to_be_bytes());
        self.send(SETTINGS, 0, 0, &payload).await;
        self.send(SETTINGS, ACK, 0, &[]).await;
    }

    /// Answers 200 without a body.
    pub(crate) async fn answer(&mut self, stream: u32) {
        self.send(HEADERS, END_STREAM | END_HEADERS, stream, &[0x88]).await;
    }

    pub(crate) async fn goaway(&mut self, last_stream: u32) {
        let mut payload = last_stream.to_be_bytes().to_vec();
        payload.extend([0; 4]);
        self.send(GOAWAY, 0, 0, &payload).await;
    }

    /// Ends our side and reads theirs to its end, so that nothing sent is lost in a reset.
    pub(crate) async fn close(mut self) {
        self.stream.shutdown().await.unwrap();
        while self.next().await.is_some() {}
    }
}

/// Fails a test that waits for something that never comes.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what).await.expect("it should have happened within 10 s")
}
