//! One server's trouble is not another's.

use std::time::Duration;

use countersign_dispatch::{Outcome, Sender, Signal, Silence, StopScope, Vendor, judge};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply};
use countersign_webpush::Guard;

use crate::support::{ACCEPTED, Bench, device_at, peer, to};

/// Two servers, and a sender that may talk to both.
async fn two(bad: impl Fn() -> Reply + Send + Sync + 'static) -> (Peer, Peer, Bench, [String; 2]) {
    let authority = Authority::new();
    let listen = |name| PeerOptions::tls(&authority, name);
    let bad = Peer::http2(listen("bad.example.com"), move |_| bad()).await;
    let good = Peer::http2(listen("good.example.com"), |_| Reply::status(201)).await;
    let hosts =
        [("bad", &bad), ("good", &good)].map(|(name, peer)| format!("{name}.example.com:{}", peer.address().port()));
    let allowed_hosts = hosts.iter().map(|host| host.parse().unwrap()).collect();
    let bench = Bench::new(&authority.pem(), Guard { allowed_hosts, ..Guard::default() });
    (bad, good, bench, hosts.map(|host| format!("https://{host}/p/")))
}

#[tokio::test]
async fn a_pause_is_for_the_server_that_asked_for_it() {
    let (bad, _good, bench, [at_bad, at_good]) = two(|| Reply::status(429).header("retry-after", "30")).await;
    for number in 0..5 {
        let refusal = bench.refusal(to(device_at(&format!("{at_bad}{number}")))).await;
        assert_eq!((refusal.status, refusal.retry_after), (429, Some(Duration::from_secs(30))));
        assert_eq!(bench.send(to(device_at(&at_good))).await, ACCEPTED);
    }
    assert_eq!(bad.received().len(), 1);
    bench.clock.advance(Duration::from_secs(30));
    bench.refusal(to(device_at(&at_bad))).await;
    assert_eq!(bad.received().len(), 2);
    assert!(!bench.sender.is_one_service());
}

#[tokio::test]
async fn a_server_that_refuses_every_device_is_asked_no_more() {
    let (bad, _good, bench, [at_bad, at_good]) = two(|| Reply::status(400)).await;
    for number in 0..20 {
        let signal = bench.send(to(device_at(&format!("{at_bad}{number}")))).await;
        let stopped = matches!(judge(Vendor::WebPush, &signal), Outcome::Stop(StopScope::Origin, _));
        assert_eq!(stopped, number >= 4, "{number}: {signal:?}");
    }
    assert_eq!(bad.received().len(), 5);
    assert_eq!(bench.send(to(device_at(&at_good))).await, ACCEPTED);
}

#[tokio::test]
async fn one_device_that_is_refused_does_not_stop_its_server() {
    let (server, bench, endpoint) =
        peer(|request| Reply::status(if request.path.ends_with("bad") { 403 } else { 201 })).await;
    for _ in 0..30 {
        assert_eq!(bench.refusal(to(device_at(&format!("{endpoint}bad")))).await.status, 403);
    }
    assert_eq!(bench.send(to(device_at(&format!("{endpoint}good")))).await, ACCEPTED);
    assert_eq!(server.received().len(), 31);
}

#[tokio::test]
async fn a_dead_server_costs_little_and_is_found_again() {
    let (bad, good, bench, [at_bad, at_good]) = two(|| Reply::status(201)).await;
    drop(bad);
    for _ in 0..10 {
        assert_eq!(bench.send(to(device_at(&at_bad))).await, Signal::Silent(Silence::NoConnection));
        assert_eq!(bench.send(to(device_at(&at_good))).await, ACCEPTED);
    }
    assert_eq!(good.received().len(), 10);
    assert_eq!(bench.sender.known_servers(), 2);
}

#[tokio::test]
async fn a_refused_token_is_made_anew() {
    let (server, bench, endpoint) = peer(|_| Reply::status(401)).await;
    bench.refusal(to(device_at(&endpoint))).await;
    bench.clock.advance(Duration::from_secs(1));
    bench.refusal(to(device_at(&endpoint))).await;
    let tokens: Vec<_> = server.received().iter().map(|request| request.header("authorization").to_owned()).collect();
    assert_ne!(tokens[0], tokens[1]);
}
