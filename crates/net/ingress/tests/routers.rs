//! Serving an axum router, upgrades to `WebSocket` included.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{
        WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    routing::{any, get, post},
};
use countersign_ingress::{Drained, Limits, Listener, Peer, TowerHandler};
use futures_util::{SinkExt, StreamExt};
use support::{
    client::{self, http1, read, tcp},
    listen, wait,
};
use tokio::net::TcpStream;
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite};

async fn serve() -> (Listener, SocketAddr) {
    let router = Router::new()
        .route("/who", get(async |Extension(peer): Extension<Arc<Peer>>| peer.address.to_string()))
        .route("/echo", post(async |body: String| body))
        .route(
            "/socket",
            any(async |upgrade: WebSocketUpgrade, Extension(peer): Extension<Arc<Peer>>| {
                upgrade.on_upgrade(move |socket| echo_messages(socket, peer))
            }),
        );
    listen(Limits { idle_timeout: Duration::from_millis(100), ..Limits::default() }, TowerHandler(router)).await
}

/// Sends back what comes. Says goodbye when the listener drains, unless the first message was `stay`.
async fn echo_messages(mut socket: WebSocket, peer: Arc<Peer>) {
    let mut stay = false;
    loop {
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    stay |= text.as_str() == "stay";
                    if socket.send(Message::Text(text)).await.is_err() {
                        return;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            () = peer.draining(), if !stay => {
                let _ = socket.send(Message::Close(None)).await;
                return;
            }
        }
    }
}

async fn socket(address: SocketAddr) -> WebSocketStream<TcpStream> {
    let stream = TcpStream::connect(address).await.unwrap();
    client_async(format!("ws://{address}/socket"), stream).await.unwrap().0
}

async fn exchange(socket: &mut WebSocketStream<TcpStream>, text: &str) {
    socket.send(tungstenite::Message::text(text)).await.unwrap();
    let answer = wait::soon("an answer", socket.next()).await.unwrap().unwrap();
    assert_eq!(answer.into_text().unwrap().as_str(), text);
}

#[tokio::test]
async fn a_router_answers_and_learns_the_peer() {
    let (_listener, address) = serve().await;
    let mut sender = http1(tcp(address).await).await.unwrap();
    let (status, who) = read(sender.send_request(client::get("/who")).await.unwrap()).await.unwrap();
    assert_eq!((status, who.starts_with("127.0.0.1:")), (200, true));
    let response = sender.send_request(client::post("/echo", "over and out")).await.unwrap();
    assert_eq!(read(response).await.unwrap(), (200, "over and out".to_owned()));
    let response = sender.send_request(client::get("/nowhere")).await.unwrap();
    assert_eq!(response.status(), 404);
}

#[tokio::test]
async fn a_websocket_outlives_the_time_of_an_idle_connection() {
    let (listener, address) = serve().await;
    let mut socket = socket(address).await;
    exchange(&mut socket, "one").await;
    let silent = TcpStream::connect(address).await.unwrap();
    wait::until("both connections", || listener.view().counters().accepted == 2).await;
    wait::until("the end of the silent one", || listener.view().counters().open == 1).await;
    exchange(&mut socket, "two").await;
    drop(silent);
    socket.close(None).await.unwrap();
    wait::until("the end of the WebSocket", || listener.view().counters().open == 0).await;
}

#[tokio::test]
async fn a_websocket_is_told_of_a_drain() {
    let (listener, address) = serve().await;
    let mut socket = socket(address).await;
    exchange(&mut socket, "one").await;
    let draining = tokio::spawn(listener.drain(Duration::from_secs(20)));
    let goodbye = wait::soon("a goodbye", socket.next()).await.unwrap().unwrap();
    assert!(goodbye.is_close());
    drop(socket);
    assert_eq!(wait::soon("the drain", draining).await.unwrap(), Drained { cut: 0 });
}

#[tokio::test]
async fn a_websocket_that_stays_is_cut() {
    let (listener, address) = serve().await;
    let mut socket = socket(address).await;
    exchange(&mut socket, "stay").await;
    assert_eq!(listener.drain(Duration::from_millis(50)).await, Drained { cut: 1 });
    let end = wait::soon("the end", socket.next()).await;
    assert!(!matches!(end, Some(Ok(_))), "{end:?}");
}
