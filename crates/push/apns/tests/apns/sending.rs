use std::{sync::Arc, time::Duration};

use countersign_apns::{ApnsSender, ApnsTarget, Authentication, ProviderKey, ProviderTokens};
use countersign_dispatch::{Attempt, Push, Refusal, Sender, Signal, Silence};
use countersign_egress::{Dialer, Endpoint, Pool, PoolLimits, Trust, client_tls};
use countersign_loopback::{Authority, Peer, PeerOptions, Received, Reply};
use countersign_primitives::{ManualClock, SequenceRandom, TimestampMs};
use countersign_push_content::Policy;
use countersign_wire_push::{PushMessage, PushType};
use serde_json::{Value, json};

use crate::provider_token::key_pem;

const HOST: &str = "api.push.apple.com";

struct Bench {
    authority: Authority,
    clock: Arc<ManualClock>,
    tokens: Arc<ProviderTokens>,
}

impl Bench {
    fn new() -> Self {
        let clock = Arc::new(ManualClock::new(TimestampMs::from_secs(1_700_000_000)));
        let key = ProviderKey::from_p8(&key_pem(), "ABC123DEFG", "DEF123GHIJ").unwrap();
        let tokens = Arc::new(ProviderTokens::new(key, Arc::clone(&clock) as _));
        Self { authority: Authority::new(), clock, tokens }
    }

    async fn peer(&self, script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Peer {
        Peer::http2(PeerOptions::tls(&self.authority, HOST), script).await
    }

    fn pool(&self, peer: &Peer) -> Pool {
        let endpoint = format!("https://{HOST}").parse::<Endpoint>().unwrap().via("127.0.0.1", peer.address().port());
        let tls = client_tls(&Trust::only(self.authority.pem()), None).unwrap();
        Pool::new(Dialer::direct(endpoint, tls), PoolLimits::default())
    }

    fn sender(&self, peer: &Peer, twin: Option<&Peer>) -> ApnsSender {
        let target = ApnsTarget {
            topic: "com.example.app".to_owned(),
            pool: self.pool(peer),
            twin: twin.map(|peer| self.pool(peer)),
            authentication: Authentication::Token(Arc::clone(&self.tokens)),
            policy: Policy::default(),
        };
        ApnsSender::new(target, Arc::clone(&self.clock) as _).unwrap()
    }
}

fn message() -> PushMessage {
    PushMessage {
        ack_id: "a".repeat(26),
        platform: "apple_rn-v2".to_owned(),
        server_id: "srv".to_owned(),
        device_id: "AB".repeat(32),
        kind: PushType::Message,
        message: "Hi".to_owned(),
        channel_name: "town".to_owned(),
        version: "v2".to_owned(),
        badge: -1,
        ..PushMessage::default()
    }
}

fn push(message: PushMessage) -> Push {
    Push::new(message, TimestampMs::from_secs(1_700_000_000), Duration::from_mins(1), &SequenceRandom::new(1))
}

fn plain() -> Attempt {
    Attempt::within(Duration::from_secs(10))
}

#[tokio::test]
async fn a_push_goes_out_with_all_its_headers_and_the_same_id_each_time() {
    let bench = Bench::new();
    let peer = bench.peer(|_| Reply::status(200).header("apns-id", "x")).await;
    let sender = bench.sender(&peer, None);
    let push = push(message());
    for _ in 0..2 {
        let signal = sender.send(&push, &plain()).await;
        assert_eq!(signal, Signal::Accepted { vendor_id: Some("x".to_owned()) });
    }
    let received = peer.received();
    let [first, second] = &received[..] else { panic!("two requests expected") };
    assert_eq!((first.method.as_str(), first.authority.as_str()), ("POST", HOST));
    assert_eq!(first.path, format!("/3/device/{}", "ab".repeat(32)));
    assert_eq!(first.header("apns-topic"), "com.example.app");
    assert_eq!(first.header("apns-push-type"), "alert");
    assert_eq!(first.header("apns-priority"), "10");
    assert_eq!(first.header("apns-id"), push.id.to_string());
    assert_eq!(first.header("apns-id"), second.header("apns-id"));
    assert!(first.header("authorization").starts_with("bearer ey"));
    assert_eq!(first.header("authorization"), second.header("authorization"));
    let body: Value = serde_json::from_slice(&first.body).unwrap();
    assert_eq!(
        body,
        json!({
            "ack_id": "a".repeat(26),
            "aps": {"alert": {"body": "Hi", "title": "town"}, "content-available": 1, "mutable-content": 1, "sound": "default"},
            "channel_name": "town", "is_crt_enabled": false, "server_id": "srv", "signature": "NO_SIGNATURE",
            "sub_type": "", "type": "message", "version": "v2"
        })
    );
}

#[tokio::test]
async fn a_refusal_is_passed_on_as_it_is() {
    let bench = Bench::new();
    let script = |_: &Received| {
        Reply::json(410, r#"{"reason":"Unregistered","timestamp":1700000000123}"#).header("retry-after", "7")
    };
    let peer = bench.peer(script).await;
    let Signal::Refused(refusal) = bench.sender(&peer, None).send(&push(message()), &plain()).await else {
        panic!("a refusal expected")
    };
    let expected = Refusal {
        status: 410,
        code: "Unregistered".to_owned(),
        dead_since: Some(TimestampMs(1_700_000_000_123)),
        retry_after: Some(Duration::from_secs(7)),
        connection: 1,
        ..Refusal::default()
    };
    assert_eq!(refusal, expected);
}

#[tokio::test]
async fn bodies_that_are_not_apples_are_marked() {
    for (reply, foreign) in [
        (Reply::body(200, "text/html", "<html>"), true),
        (Reply::body(407, "text/html", "<html>"), true),
        (Reply::json(410, r#"{"reason":"Unre"#), true),
        (Reply::json(400, r#"{"other":1}"#), false),
        (Reply::status(503), false),
    ] {
        let bench = Bench::new();
        let peer = bench.peer(move |_| reply.clone()).await;
        match bench.sender(&peer, None).send(&push(message()), &plain()).await {
            Signal::Refused(refusal) => assert_eq!(refusal.facts.foreign_body, foreign, "{refusal:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn silence_has_its_kinds() {
    for (reply, expected) in [
        (Reply::hang(), Silence::TimedOut),
        (Reply::reset(7), Silence::StreamRefused),
        (Reply::reset(2), Silence::Reset),
        (Reply::close(), Silence::Lost),
    ] {
        let bench = Bench::new();
        let peer = bench.peer(move |_| reply.clone()).await;
        let signal =
            bench.sender(&peer, None).send(&push(message()), &Attempt::within(Duration::from_millis(300))).await;
        assert_eq!(signal, Signal::Silent(expected));
    }
}

#[tokio::test]
async fn a_connection_to_be_left_is_not_used_again() {
    let bench = Bench::new();
    let peer = bench.peer(|_| Reply::json(403, r#"{"reason":"UnrelatedKeyIdInToken"}"#)).await;
    let sender = bench.sender(&peer, None);
    let Signal::Refused(refusal) = sender.send(&push(message()), &plain()).await else { panic!("a refusal expected") };
    let again = Attempt { leave_connection: Some(refusal.connection), ..plain() };
    sender.send(&push(message()), &again).await;
    assert_eq!(peer.received().iter().map(|request| request.connection).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn a_token_found_in_the_other_environment_is_sent_there_from_then_on() {
    let bench = Bench::new();
    let here = bench.peer(|_| Reply::json(400, r#"{"reason":"BadDeviceToken"}"#)).await;
    let there = bench.peer(|_| Reply::status(200)).await;
    let sender = bench.sender(&here, Some(&there));
    assert!(sender.has_twin());
    assert!(matches!(sender.send(&push(message()), &plain()).await, Signal::Refused(_)));
    let to_twin = Attempt { twin: true, ..plain() };
    assert!(matches!(sender.send(&push(message()), &to_twin).await, Signal::Accepted { .. }));
    assert!(matches!(sender.send(&push(message()), &plain()).await, Signal::Accepted { .. }));
    assert_eq!((here.received().len(), there.received().len()), (1, 2));
}

#[tokio::test]
async fn a_payload_is_fitted_and_can_be_made_bare() {
    let bench = Bench::new();
    let peer = bench.peer(|_| Reply::status(200)).await;
    let sender = bench.sender(&peer, None);
    let long = PushMessage { message: "\"\u{1f600}".repeat(600), signature: "s".repeat(1500), ..message() };
    sender.send(&push(long.clone()), &plain()).await;
    sender.send(&push(long), &Attempt { smaller: true, ..plain() }).await;
    let received = peer.received();
    assert!((4080..=4096).contains(&received[0].body.len()), "{}", received[0].body.len());
    let bare: Value = serde_json::from_slice(&received[1].body).unwrap();
    assert_eq!(bare["aps"]["alert"], "You have a new message.");
    assert_eq!(bare.get("channel_name"), None);
}

#[test]
fn only_hexadecimal_tokens_are_taken() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _guard = runtime.enter();
    let bench = Bench::new();
    let peer = runtime.block_on(bench.peer(|_| Reply::status(200)));
    let sender = bench.sender(&peer, None);
    assert!(sender.takes("ab01"));
    for token in ["", "../x?y", "ab cd", "zz"] {
        assert!(!sender.takes(token), "{token}");
    }
}
