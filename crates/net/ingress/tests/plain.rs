//! Clear text over TCP: both protocols, keep-alive, answers in pieces.

mod support;

use std::sync::Arc;

use countersign_ingress::{Limits, ListenerConfig, Peer, PeerAddress, RequestBody};
use http::{Request, Version};
use support::{
    anywhere,
    client::{self, get, http1, http2, post, read, statuses, talk, tcp},
    echo, listen, start, text, wait,
};

#[tokio::test]
async fn requests_follow_each_other_on_one_connection() {
    let (listener, address) = listen(Limits::default(), echo).await;
    let mut sender = http1(tcp(address).await).await.unwrap();
    for number in 0..3 {
        let response = sender.send_request(post("/path", format!("body {number}"))).await.unwrap();
        assert_eq!(read(response).await.unwrap(), (200, format!("POST /path body {number}")));
    }
    let counters = listener.view().counters();
    assert_eq!((counters.accepted, counters.requests, counters.open), (1, 3, 1));
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let both = b"GET /one HTTP/1.1\r\nhost: a\r\n\r\nGET /two HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let received = talk(address, &[both]).await;
    assert!(received.find("GET /one").unwrap() < received.find("GET /two").unwrap());
}

#[tokio::test]
async fn the_handler_learns_the_callers_address() {
    let whoever = async |_request: Request<RequestBody>, peer: Arc<Peer>| text(peer.address.to_string());
    let (_listener, address) = listen(Limits::default(), whoever).await;
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let own = PeerAddress::Ip(stream.local_addr().unwrap());
    let mut sender = http1(hyper_util::rt::TokioIo::new(stream)).await.unwrap();
    let response = sender.send_request(get("/")).await.unwrap();
    assert_eq!(read(response).await.unwrap().1, own.to_string());
}

#[tokio::test]
async fn http2_in_clear_is_refused_unless_enabled() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let mut sender = http2(tcp(address).await).await.unwrap();
    assert!(wait::soon("a refusal", sender.send_request(get("http://localhost/"))).await.is_err());
}

#[tokio::test]
async fn http2_in_clear_works_beside_http1_when_enabled() {
    let config = ListenerConfig { cleartext_http2: true, ..ListenerConfig::tcp("test", anywhere()) };
    let version = async |request: Request<RequestBody>, _| text(format!("{:?}", request.version()));
    let (_listener, address) = start(config, version).await;

    let mut sender = http2(tcp(address).await).await.unwrap();
    let response = sender.send_request(get("http://localhost/")).await.unwrap();
    assert_eq!(read(response).await.unwrap().1, format!("{:?}", Version::HTTP_2));

    let mut sender = http1(tcp(address).await).await.unwrap();
    let response = sender.send_request(get("/")).await.unwrap();
    assert_eq!(read(response).await.unwrap().1, format!("{:?}", Version::HTTP_11));

    // A method that begins like the preface, in pieces.
    let pieces: [&[u8]; 3] = [b"P", b"RI", b"NT / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"];
    assert_eq!(statuses(&talk(address, &pieces).await), [200]);
}

#[tokio::test]
async fn http10_is_answered_and_closed() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let received = talk(address, &[b"POST /old HTTP/1.0\r\ncontent-length: 2\r\n\r\nhi"]).await;
    assert!(received.starts_with("HTTP/1.0 200 OK\r\n") && received.ends_with("POST /old hi"), "{received}");
}

#[tokio::test]
async fn expect_continue_is_answered_when_the_body_is_read() {
    let (_listener, address) = listen(Limits::default(), echo).await;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = b"POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, head).await.unwrap();
    client::read_until(&mut stream, "100 Continue\r\n\r\n").await;
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"ok").await.unwrap();
    client::read_until(&mut stream, "POST / ok").await;
}

#[test]
fn a_runtime_of_one_thread_is_enough() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (_listener, address) = listen(Limits::default(), echo).await;
        let mut sender = http1(tcp(address).await).await.unwrap();
        assert_eq!(sender.send_request(get("/")).await.unwrap().status(), 200);
    });
}

#[test]
fn a_runtime_of_many_threads_serves_many_callers() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let (listener, address) = listen(Limits::default(), echo).await;
        let callers = (0..32).map(|_| {
            tokio::spawn(async move {
                let mut sender = http1(tcp(address).await).await.unwrap();
                for _ in 0..20 {
                    let response = sender.send_request(post("/", "x")).await.unwrap();
                    assert_eq!(read(response).await.unwrap().0, 200);
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await.unwrap();
        }
        assert_eq!(listener.view().counters().requests, 640);
    });
}
