//! What the tests of this folder share.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "tests, and each file uses a part of this")]

pub mod client;
pub mod pki;
pub mod wait;

use std::{net::SocketAddr, sync::Arc};

use bytes::Bytes;
use countersign_ingress::{Handler, Limits, Listener, ListenerConfig, Peer, RequestBody};
use http::{Request, Response};
use http_body_util::Full;

pub type Answer = Response<Full<Bytes>>;

pub fn text(text: impl Into<String>) -> Answer {
    Response::new(Full::new(Bytes::from(text.into())))
}

/// Answers with method, path and the body it got; a body that cannot be read with the status that says why.
pub async fn echo(request: Request<RequestBody>, _peer: Arc<Peer>) -> Answer {
    let (head, body) = request.into_parts();
    match body.read(64 << 10).await {
        Ok(body) => text(format!("{} {} {}", head.method, head.uri.path(), String::from_utf8_lossy(&body))),
        Err(error) => {
            let mut answer = text(error.to_string());
            *answer.status_mut() = error.status();
            answer
        }
    }
}

/// A free port of the loopback address.
pub fn anywhere() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

pub async fn listen(limits: Limits, handler: impl Handler) -> (Listener, SocketAddr) {
    start(ListenerConfig::tcp("test", anywhere()).with_limits(limits), handler).await
}

pub async fn start(config: ListenerConfig, handler: impl Handler) -> (Listener, SocketAddr) {
    let listener = config.bind().await.unwrap().serve(handler);
    let address = listener.address().tcp().unwrap();
    (listener, address)
}
