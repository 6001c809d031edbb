//! Servers that speak HTTP/1.1 only, and those that go away.

use countersign_dispatch::{Signal, Silence};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply};
use countersign_webpush::Guard;

use crate::support::{ACCEPTED, Bench, at_home, device_at, peer, to};

#[tokio::test]
async fn a_server_without_http2_gets_http1() {
    let authority = Authority::new();
    let options = PeerOptions { tls: Some(authority.server("push.example.com", &["http/1.1"], false)), streams: None };
    let server = Peer::http1(options, |_| Reply::status(201)).await;
    let port = server.address().port();
    let bench = Bench::new(&authority.pem(), at_home("push.example.com", port));
    // The server ends the handshake that offers HTTP/2 alone; after that it is not offered again.
    for number in 0..3 {
        let device = device_at(&format!("https://push.example.com:{port}/p/{number}?up=1"));
        assert_eq!(bench.send(to(device)).await, ACCEPTED);
    }
    let received = server.received();
    assert_eq!(
        received.iter().map(|request| request.path.as_str()).collect::<Vec<_>>(),
        ["/p/0?up=1", "/p/1?up=1", "/p/2?up=1"]
    );
    assert_eq!(received[0].authority, format!("push.example.com:{port}"));
    assert_eq!((received[0].header("content-encoding"), received[0].header("ttl")), ("aes128gcm", "3600"));
}

#[tokio::test]
async fn a_server_in_clear_text_must_be_allowed() {
    let server = Peer::http1(PeerOptions::clear(), |_| Reply::status(202)).await;
    let (port, pem) = (server.address().port(), Authority::new().pem());
    let device = device_at(&format!("http://ntfy.lan:{port}/up"));
    let allowing = Guard { allow_http: true, ..at_home("ntfy.lan", port) };
    assert_eq!(Bench::new(&pem, allowing).send(to(&device)).await, ACCEPTED);
    let strict = Bench::new(&pem, at_home("ntfy.lan", port));
    assert_eq!(strict.send(to(&device)).await, Signal::Silent(Silence::NotAllowed));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_request_that_was_sent_is_not_sent_again() {
    let (server, bench, endpoint) = peer(|_| Reply::close()).await;
    let signal = bench.send(to(device_at(&endpoint))).await;
    assert!(matches!(signal, Signal::Silent(silence) if silence.may_be_delivered()), "{signal:?}");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_down_is_no_connection() {
    let (server, bench, endpoint) = peer(|_| Reply::status(201)).await;
    drop(server);
    assert_eq!(bench.send(to(device_at(&endpoint))).await, Signal::Silent(Silence::NoConnection));
}
