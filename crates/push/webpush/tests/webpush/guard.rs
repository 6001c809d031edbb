//! Whom the sender does not talk to.

use std::{sync::atomic::Ordering, time::Duration};

use countersign_dispatch::{Sender, Signal, Silence};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply};
use countersign_webpush::Guard;

use crate::support::{ACCEPTED, Bench, device_at, peer, to};

const NOT_ALLOWED: Signal = Signal::Silent(Silence::NotAllowed);

#[tokio::test]
async fn device_ids_that_lead_elsewhere_are_not_taken() {
    let bench = Bench::new(&Authority::new().pem(), Guard::default());
    assert!(bench.sender.takes(&device_at("https://push.example.com/p/1")));
    for endpoint in [
        "http://push.example.com/p",
        "https://push.example.com:22/p",
        "https://127.0.0.1/p",
        "https://2130706433/p",
        "https://[::1]/p",
        "https://169.254.169.254/latest/meta-data",
        "https://user@push.example.com/p",
        "gopher://push.example.com/p",
    ] {
        assert!(!bench.sender.takes(&device_at(endpoint)), "{endpoint}");
    }
    for junk in ["", "abc", "../../x", "e3d85c6641309f6663ea331972d320b9d0b4b08e99cb36cc7f26c2426a9e0280"] {
        assert!(!bench.sender.takes(junk), "{junk}");
    }
}

#[tokio::test]
async fn names_that_lead_home_are_never_connected_to() {
    let authority = Authority::new();
    let home = Peer::http2(PeerOptions::tls(&authority, "push.example.com"), |_| Reply::status(201)).await;
    let guard = Guard { ports: vec![home.address().port()], ..Guard::default() };
    let bench = Bench::new(&authority.pem(), guard);
    let device = device_at(&format!("https://push.example.com:{}/p", home.address().port()));
    for addresses in [&["127.0.0.1"][..], &["10.0.0.1", "fd00::1"], &["::ffff:127.0.0.1"], &["169.254.169.254"]] {
        bench.names.are(addresses);
        assert_eq!(bench.send(to(&device)).await, NOT_ALLOWED, "{addresses:?}");
    }
    assert_eq!(home.connections(), 0);
}

#[tokio::test]
async fn a_name_is_not_looked_up_again_between_the_check_and_the_connection() {
    let (server, bench, endpoint) = peer(|_| Reply::status(201)).await;
    let device = device_at(&format!("{endpoint}1"));
    for _ in 0..5 {
        // Whatever the name says from now on, the address that was checked is used.
        assert_eq!(bench.send(to(&device)).await, ACCEPTED);
        bench.names.are(&["192.0.2.1"]);
    }
    assert_eq!(bench.names.asked.load(Ordering::SeqCst), 1);
    assert_eq!((server.received().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn an_address_is_checked_again_after_a_while() {
    let authority = Authority::new();
    let server = Peer::http2(PeerOptions::tls(&authority, "push.example.com"), |_| Reply::status(201)).await;
    let port = server.address().port();
    let guard =
        Guard { ports: vec![port], allowed_networks: vec!["127.0.0.1/32".parse().unwrap()], ..Guard::default() };
    let bench = Bench::new(&authority.pem(), guard);
    let device = device_at(&format!("https://push.example.com:{port}/p"));
    assert_eq!(bench.send(to(&device)).await, ACCEPTED);
    bench.clock.advance(Duration::from_mins(6));
    assert_eq!(bench.send(to(&device)).await, ACCEPTED);
    assert_eq!(server.connections(), 1, "the same address keeps its connection");
    bench.names.are(&["127.0.0.2"]);
    bench.clock.advance(Duration::from_mins(6));
    assert_eq!(bench.send(to(&device)).await, NOT_ALLOWED);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn of_several_addresses_only_allowed_ones_are_used() {
    let authority = Authority::new();
    let server = Peer::http2(PeerOptions::tls(&authority, "push.example.com"), |_| Reply::status(201)).await;
    let port = server.address().port();
    let guard =
        Guard { ports: vec![port], allowed_networks: vec!["127.0.0.1/32".parse().unwrap()], ..Guard::default() };
    let bench = Bench::new(&authority.pem(), guard);
    bench.names.are(&["10.0.0.1", "fd00::1", "127.0.0.1", "169.254.169.254"]);
    let device = device_at(&format!("https://push.example.com:{port}/p"));
    for _ in 0..20 {
        assert_eq!(bench.send(to(&device)).await, ACCEPTED);
        bench.clock.advance(Duration::from_millis(11));
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Peer::http1(PeerOptions::clear(), |_| Reply::status(200)).await;
    let target = format!("http://{}/secret", elsewhere.address());
    let (server, bench, endpoint) = peer(move |_| Reply::status(307).header("location", &target)).await;
    assert_eq!(bench.refusal(to(device_at(&endpoint))).await.status, 307);
    assert_eq!((server.received().len(), elsewhere.connections()), (1, 0));
}

#[tokio::test]
async fn what_a_server_says_is_not_passed_on() {
    let (_server, bench, endpoint) =
        peer(|_| Reply::body(400, "text/html", "<h1>root:x:0:0</h1>".repeat(10_000)).header("x-secret", "1")).await;
    let signal = bench.send(to(device_at(&endpoint))).await;
    assert!(!format!("{signal:?}").contains("root"), "{signal:?}");
}

#[tokio::test]
async fn a_server_with_another_certificate_is_not_talked_to() {
    let (_server, bench, endpoint) = peer(|_| Reply::status(201)).await;
    let stranger = Bench::new(&Authority::new().pem(), bench_guard(&endpoint));
    assert_eq!(stranger.send(to(device_at(&endpoint))).await, Signal::Silent(Silence::NoConnection));
    assert_eq!(bench.send(to(device_at(&endpoint))).await, ACCEPTED);
}

fn bench_guard(endpoint: &str) -> Guard {
    let port = endpoint.rsplit(':').next().unwrap().split('/').next().unwrap();
    Guard { allowed_hosts: vec![format!("push.example.com:{port}").parse().unwrap()], ..Guard::default() }
}
