//! How many connections and requests there may be at a time.

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use countersign_ingress::{Http2Limits, Limits, ListenerConfig, Peer, RequestBody};
use http::Request;
use support::{
    anywhere,
    client::{get, http1, http2, tcp},
    echo, listen, start, text, wait,
};
use tokio::sync::Semaphore;

#[tokio::test]
async fn callers_wait_while_all_places_are_taken() {
    let (listener, address) = listen(Limits { max_connections: 2, ..Limits::default() }, echo).await;
    let mut first = http1(tcp(address).await).await.unwrap();
    let mut second = http1(tcp(address).await).await.unwrap();
    assert_eq!(first.send_request(get("/")).await.unwrap().status(), 200);
    assert_eq!(second.send_request(get("/")).await.unwrap().status(), 200);

    let third = tokio::spawn(async move {
        let mut third = http1(tcp(address).await).await.unwrap();
        third.send_request(get("/")).await.unwrap().status()
    });
    // What proves the waiting is that nothing more was accepted while others were served.
    for _ in 0..20 {
        assert_eq!(first.send_request(get("/")).await.unwrap().status(), 200);
        first.ready().await.unwrap();
    }
    assert_eq!(listener.view().counters().accepted, 2);
    assert!(!third.is_finished());

    drop(second);
    assert_eq!(wait::soon("its turn", third).await.unwrap(), 200);
}

#[tokio::test]
async fn requests_of_one_http2_connection_are_bounded() {
    let (gate, most) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let now = Arc::new(AtomicUsize::new(0));
    let handler = {
        let (gate, most, now) = (gate.clone(), most.clone(), now.clone());
        move |_request: Request<RequestBody>, _peer: Arc<Peer>| {
            let (gate, most, now) = (gate.clone(), most.clone(), now.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let _pass = gate.acquire().await.unwrap();
                now.fetch_sub(1, Ordering::SeqCst);
                text("")
            }
        }
    };
    let http2_limits = Http2Limits { max_streams: 3, ..Http2Limits::default() };
    let config = ListenerConfig { cleartext_http2: true, ..ListenerConfig::tcp("test", anywhere()) };
    let (_listener, address) =
        start(config.with_limits(Limits { http2: http2_limits, ..Limits::default() }), handler).await;
    let mut sender = http2(tcp(address).await).await.unwrap();
    // The first answer comes after the server's settings.
    gate.add_permits(1);
    assert_eq!(sender.send_request(get("http://localhost/")).await.unwrap().status(), 200);
    gate.forget_permits(1);

    let requests: Vec<_> = (0..10).map(|_| tokio::spawn(sender.send_request(get("http://localhost/")))).collect();
    wait::until("three at a time", || now.load(Ordering::SeqCst) == 3).await;
    gate.add_permits(100);
    for request in requests {
        let response = tokio::time::timeout(Duration::from_secs(20), request).await.unwrap().unwrap();
        assert_eq!(response.unwrap().status(), 200);
    }
    assert_eq!(most.load(Ordering::SeqCst), 3);
}
