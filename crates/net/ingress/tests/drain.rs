//! Coming to an end without losing what has begun.

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use countersign_ingress::{Drained, Handler, Limits, ListenerConfig, Peer, RequestBody};
use http::Request;
use support::{
    anywhere,
    client::{self, get, http1, http2, read, statuses, tcp},
    echo, listen, start, text, wait,
};
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Semaphore};

const LONG: Duration = Duration::from_secs(20);

/// A handler that answers when it gets a permit, and how many requests wait for one.
fn gated() -> (impl Handler, Arc<Semaphore>, Arc<AtomicUsize>) {
    let (gate, waiting) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let handler = {
        let (gate, waiting) = (gate.clone(), waiting.clone());
        move |_request: Request<RequestBody>, _peer: Arc<Peer>| {
            let (gate, waiting) = (gate.clone(), waiting.clone());
            async move {
                waiting.fetch_add(1, Ordering::SeqCst);
                gate.acquire().await.expect("the gate stays").forget();
                text("done")
            }
        }
    };
    (handler, gate, waiting)
}

#[tokio::test]
async fn requests_that_have_begun_are_answered() {
    let (handler, gate, waiting) = gated();
    let config = ListenerConfig { cleartext_http2: true, ..ListenerConfig::tcp("test", anywhere()) };
    let (listener, address) = start(config, handler).await;
    let mut one = http1(tcp(address).await).await.unwrap();
    let mut two = http2(tcp(address).await).await.unwrap();
    let requests = [
        tokio::spawn(async move { read(one.send_request(get("/")).await?).await }),
        tokio::spawn(async move { read(two.send_request(get("http://localhost/")).await?).await }),
    ];
    wait::until("both requests", || waiting.load(Ordering::SeqCst) == 2).await;

    let draining = tokio::spawn(listener.drain(LONG));
    wait::until("the end of accepting", || std::net::TcpStream::connect(address).is_err()).await;
    assert!(!draining.is_finished());
    gate.add_permits(2);
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap(), (200, "done".to_owned()));
    }
    assert_eq!(wait::soon("the drain", draining).await.unwrap(), Drained { cut: 0 });
}

#[tokio::test]
async fn idle_connections_do_not_hold_it_up() {
    let config = ListenerConfig { cleartext_http2: true, ..ListenerConfig::tcp("test", anywhere()) };
    let (listener, address) = start(config, echo).await;
    let mut one = http1(tcp(address).await).await.unwrap();
    assert_eq!(one.send_request(get("/")).await.unwrap().status(), 200);
    let mut two = http2(tcp(address).await).await.unwrap();
    assert_eq!(two.send_request(get("http://localhost/")).await.unwrap().status(), 200);
    let _silent = TcpStream::connect(address).await.unwrap();
    wait::until("three connections", || listener.view().counters().open == 3).await;
    let start = Instant::now();
    assert_eq!(listener.drain(LONG).await, Drained { cut: 0 });
    assert!(start.elapsed() < LONG / 2);
}

#[tokio::test]
async fn what_is_not_done_in_time_is_cut() {
    let (handler, _gate, waiting) = gated();
    let (listener, address) = listen(Limits::default(), handler).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    wait::until("the request", || waiting.load(Ordering::SeqCst) == 1).await;
    let view = listener.view();
    assert_eq!(listener.drain(Duration::from_millis(50)).await, Drained { cut: 1 });
    assert_eq!(client::read_to_end(&mut stream).await, "");
    assert_eq!((view.counters().open, view.counters().cut), (0, 1));
}

#[tokio::test]
async fn callers_in_the_kernels_queue_are_served() {
    let (handler, gate, _waiting) = gated();
    gate.add_permits(100);
    let bound = ListenerConfig::tcp("test", anywhere()).bind().await.unwrap();
    let address = bound.address().tcp().unwrap();
    // Connected before anything is accepted, and never accepted by the loop: it ends before its first turn.
    let mut callers = Vec::new();
    for _ in 0..8 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        callers.push(stream);
    }
    let drained = bound.serve(handler).drain(LONG).await;
    assert_eq!(drained, Drained { cut: 0 });
    for mut caller in callers {
        assert_eq!(statuses(&client::read_to_end(&mut caller).await), [200]);
    }
}

#[tokio::test]
async fn a_request_under_way_in_the_network_is_answered_and_its_connection_closed() {
    let (handler, gate, _waiting) = gated();
    gate.add_permits(1);
    let (listener, address) = listen(Limits::default(), handler).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nho").await.unwrap();
    wait::until("the connection", || listener.view().counters().open == 1).await;
    // Half a head is here, or will be when the drain is told to the connection.
    let draining = tokio::spawn(listener.drain(LONG));
    wait::until("the end of accepting", || std::net::TcpStream::connect(address).is_err()).await;
    let _ = stream.write_all(b"st: a\r\n\r\n").await;
    let received = client::read_to_end(&mut stream).await;
    assert!(matches!(statuses(&received)[..], [] | [200]), "{received}");
    assert_eq!(wait::soon("the drain", draining).await.unwrap(), Drained { cut: 0 });
}

#[tokio::test]
async fn a_dropped_listener_stops_at_once() {
    let (handler, _gate, waiting) = gated();
    let (listener, address) = listen(Limits::default(), handler).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    wait::until("the request", || waiting.load(Ordering::SeqCst) == 1).await;
    let view = listener.view();
    drop(listener);
    wait::until("the end", || view.counters().open == 0 && std::net::TcpStream::connect(address).is_err()).await;
}
