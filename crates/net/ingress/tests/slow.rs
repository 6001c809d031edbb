//! Callers that take a place and give nothing.

mod support;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use countersign_ingress::{Limits, ListenerConfig, Peer, RequestBody};
use http::{Request, Response};
use http_body_util::Full;
use support::{
    anywhere,
    client::{self, get, http1, http2, read, statuses, tcp},
    echo, listen, start, text, wait,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

fn hasty() -> Limits {
    Limits {
        header_timeout: Duration::from_millis(200),
        idle_timeout: Duration::from_millis(200),
        stall_timeout: Duration::from_millis(200),
        ..Limits::default()
    }
}

#[tokio::test]
async fn a_head_in_drops_is_cut() {
    let limits = Limits { idle_timeout: Duration::from_mins(1), ..hasty() };
    let (listener, address) = listen(limits, echo).await;
    let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    writing.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n").await.unwrap();
    let dripping = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        loop {
            ticks.tick().await;
            if writing.write_all(b"x-drop: y\r\n").await.is_err() {
                return;
            }
        }
    });
    assert_eq!(client::read_to_end(&mut reading).await, "");
    dripping.abort();
    let counters = listener.view().counters();
    assert_eq!((counters.header_timeouts, counters.requests), (1, 0));
}

#[tokio::test]
async fn a_second_head_in_drops_is_cut_too() {
    let limits = Limits { idle_timeout: Duration::from_mins(1), ..hasty() };
    let (listener, address) = listen(limits, echo).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /one HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    client::read_until(&mut stream, "GET /one").await;
    stream.write_all(b"GET /two HTTP/1.1\r\nhost:").await.unwrap();
    assert_eq!(client::read_to_end(&mut stream).await, "");
    assert_eq!(listener.view().counters().header_timeouts, 1);
}

#[tokio::test]
async fn a_connection_without_requests_is_closed() {
    let (listener, address) = listen(hasty(), echo).await;
    let mut silent = TcpStream::connect(address).await.unwrap();
    assert_eq!(client::read_to_end(&mut silent).await, "");
    let mut used = TcpStream::connect(address).await.unwrap();
    used.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    assert_eq!(statuses(&client::read_to_end(&mut used).await), [200]);
    wait::until("the end of both", || listener.view().counters().open == 0).await;
}

#[tokio::test]
async fn a_connection_of_http2_without_requests_is_closed() {
    let config = ListenerConfig { cleartext_http2: true, ..ListenerConfig::tcp("test", anywhere()) };
    let (listener, address) = start(config.with_limits(hasty()), echo).await;
    let mut sender = http2(tcp(address).await).await.unwrap();
    assert_eq!(sender.send_request(get("http://localhost/")).await.unwrap().status(), 200);
    wait::until("the end", || listener.view().counters().open == 0).await;
}

#[tokio::test]
async fn half_a_preface_is_cut() {
    let limits = Limits { handshake_timeout: Duration::from_millis(100), ..Limits::default() };
    let config = ListenerConfig { cleartext_http2: true, ..ListenerConfig::tcp("test", anywhere()) };
    let (listener, address) = start(config.with_limits(limits), echo).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"PRI * HT").await.unwrap();
    assert_eq!(client::read_to_end(&mut stream).await, "");
    assert_eq!(listener.view().counters().header_timeouts, 1);
}

#[tokio::test]
async fn a_slow_handler_is_not_hurried() {
    let slow = async |_request: Request<RequestBody>, _peer: Arc<Peer>| {
        tokio::time::sleep(Duration::from_millis(900)).await;
        text("done")
    };
    let (_listener, address) = listen(hasty(), slow).await;
    let mut sender = http1(tcp(address).await).await.unwrap();
    let response = sender.send_request(get("/")).await.unwrap();
    assert_eq!(read(response).await.unwrap(), (200, "done".to_owned()));
}

fn large(_request: Request<RequestBody>, _peer: Arc<Peer>) -> std::future::Ready<Response<Full<Bytes>>> {
    std::future::ready(Response::new(Full::new(Bytes::from(vec![b'x'; 32 << 20]))))
}

#[tokio::test]
async fn an_answer_nobody_takes_is_cut() {
    let (listener, address) = listen(hasty(), large).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    wait::until("the end", || listener.view().counters().open == 0).await;
}

#[tokio::test]
async fn an_answer_taken_slowly_arrives_whole() {
    let (_listener, address) = listen(hasty(), large).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut ticks = tokio::time::interval(Duration::from_millis(20));
    let (mut total, mut part) = (0, vec![0; 1 << 20]);
    loop {
        ticks.tick().await;
        match wait::soon("a part", stream.read(&mut part)).await.unwrap() {
            0 => break,
            length => total += length,
        }
    }
    assert!(total > 32 << 20, "{total}");
}
