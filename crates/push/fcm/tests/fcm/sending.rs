use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use countersign_dispatch::{Attempt, CredentialFault, Facts, Push, Sender, Signal, Silence};
use countersign_egress::{Pool, PoolLimits};
use countersign_fcm::{FcmSender, FcmTarget};
use countersign_loopback::{Authority, Peer, PeerOptions, Received, Reply};
use countersign_primitives::{SequenceRandom, TimestampMs};
use countersign_push_content::Policy;
use countersign_wire_push::{PushMessage, PushType};
use serde_json::{Value, json};

use crate::support::{HOST, clock, dialer, token, tokens};

struct Site {
    peer: Peer,
    token_peer: Peer,
    sender: FcmSender,
}

async fn site(script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Site {
    let made = AtomicUsize::new(0);
    site_with(script, move |_| token(made.fetch_add(1, Ordering::SeqCst) + 1, 3599)).await
}

async fn site_with(
    script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    token_script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
) -> Site {
    let authority = Authority::new();
    let clock = clock();
    let peer = Peer::http2(PeerOptions::tls(&authority, HOST), script).await;
    let (token_peer, tokens) = tokens(&clock, token_script).await;
    let pool = Pool::new(dialer(&authority, peer.address().port()), PoolLimits::default());
    let target = FcmTarget { project_id: String::new(), pool, tokens, policy: Policy::default() };
    let sender = FcmSender::new(target, Arc::clone(&clock) as _).unwrap();
    Site { peer, token_peer, sender }
}

fn push(kind: PushType, text: &str) -> Push {
    let message = PushMessage {
        ack_id: "a".repeat(26),
        platform: "android_rn-v2".to_owned(),
        server_id: "srv".to_owned(),
        device_id: "token:x".to_owned(),
        message: text.to_owned(),
        badge: 2,
        kind,
        ..PushMessage::default()
    };
    Push::new(message, TimestampMs::from_secs(1_700_000_000), Duration::from_mins(5), &SequenceRandom::new(1))
}

fn plain() -> Attempt {
    Attempt::within(Duration::from_secs(10))
}

const ACCEPTED: &str = r#"{"name":"projects/test-project/messages/1"}"#;

#[tokio::test]
async fn a_message_is_data_only_and_urgent() {
    let site = site(|_| Reply::json(200, ACCEPTED)).await;
    let signal = site.sender.send(&push(PushType::Message, "Hi :tada:"), &plain()).await;
    assert_eq!(signal, Signal::Accepted { vendor_id: Some("projects/test-project/messages/1".to_owned()) });
    let received = &site.peer.received()[0];
    assert_eq!(received.path, "/v1/projects/test-project/messages:send");
    assert_eq!((received.authority.as_str(), received.header("authorization")), (HOST, "Bearer token-1"));
    assert_eq!(received.header("content-type"), "application/json");
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(
        body,
        json!({"message": {"android": {"priority": "high"}, "token": "token:x", "data": {
            "ack_id": "a".repeat(26), "type": "message", "sub_type": "", "version": "", "channel_id": "",
            "server_id": "srv", "category": "", "is_crt_enabled": "false", "badge": "2", "signature": "NO_SIGNATURE",
            "team_id": "", "sender_id": "", "sender_name": "", "message": "Hi 🎉", "channel_name": "", "post_id": "",
            "override_username": "", "override_icon_url": "", "from_webhook": ""}}})
    );
}

#[tokio::test]
async fn a_silent_push_waits_for_the_devices_convenience_and_expires() {
    let site = site(|_| Reply::json(200, ACCEPTED)).await;
    site.sender.send(&push(PushType::UpdateBadge, ""), &plain()).await;
    let body: Value = serde_json::from_slice(&site.peer.received()[0].body).unwrap();
    assert_eq!(body["message"]["android"], json!({"collapse_key": "badge", "priority": "normal", "ttl": "300s"}));
}

#[tokio::test]
async fn a_large_message_is_fitted() {
    let site = site(|_| Reply::json(200, ACCEPTED)).await;
    let long = PushMessage {
        signature: "s".repeat(3000),
        ..PushMessage::clone(&push(PushType::Message, &"é".repeat(1000)).message)
    };
    let long = Push::new(long, TimestampMs(0), Duration::from_secs(9), &SequenceRandom::new(1));
    site.sender.send(&long, &plain()).await;
    let body: Value = serde_json::from_slice(&site.peer.received()[0].body).unwrap();
    let data = body["message"]["data"].as_object().unwrap();
    let bytes: usize = data.iter().map(|(key, value)| key.len() + value.as_str().unwrap().len()).sum();
    assert!((4090..=4096).contains(&bytes), "{bytes}");
}

fn envelope(code: u16, text: &str, details: &str) -> String {
    format!(r#"{{"error":{{"code":{code},"message":"{text}","status":"X","details":[{details}]}}}}"#)
}

fn fcm_error(code: &str) -> String {
    format!(r#"{{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"{code}"}}"#)
}

#[tokio::test]
async fn the_marks_of_an_answer_are_found() {
    let bad_request = r#"{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[]}"#;
    let quota = r#"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"subject":"device:x"}]}"#;
    let good = Facts { shape_is_good: true, ..Facts::default() };
    for (status, body, code, facts) in [
        (404, envelope(404, "gone", &fcm_error("UNREGISTERED")), "UNREGISTERED", good),
        (
            400,
            envelope(400, "The registration token is not valid", &fcm_error("INVALID_ARGUMENT")),
            "INVALID_ARGUMENT",
            Facts { names_token: true, ..good },
        ),
        (400, envelope(400, "Invalid value", bad_request), "", Facts { bad_request: true, ..good }),
        (
            400,
            envelope(400, "Android message is too big", &fcm_error("INVALID_ARGUMENT")),
            "INVALID_ARGUMENT",
            Facts { too_big: true, ..good },
        ),
        (429, envelope(429, "Quota", quota), "", Facts { device_quota: true, ..good }),
        (404, "<html>".to_owned(), "", Facts { foreign_body: true, ..good }),
        (200, envelope(200, "x", &fcm_error("UNREGISTERED")), "UNREGISTERED", good),
        (500, String::new(), "", good),
    ] {
        let answer = body.clone();
        let site = site(move |_| Reply::json(status, answer.clone())).await;
        match site.sender.send(&push(PushType::Message, "x"), &plain()).await {
            Signal::Refused(refusal) => {
                assert_eq!((refusal.status, refusal.code.as_str(), refusal.facts), (status, code, facts), "{body}");
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_empty_success_is_a_success() {
    let site = site(|_| Reply::status(200)).await;
    let signal = site.sender.send(&push(PushType::Message, "x"), &plain()).await;
    assert_eq!(signal, Signal::Accepted { vendor_id: None });
}

#[tokio::test]
async fn a_refused_access_token_is_replaced_for_the_next_attempt() {
    let site = site(|request| {
        if request.header("authorization") == "Bearer token-1" {
            Reply::json(401, envelope(401, "no", ""))
        } else {
            Reply::json(200, ACCEPTED)
        }
    })
    .await;
    assert!(matches!(site.sender.send(&push(PushType::Message, "x"), &plain()).await, Signal::Refused(_)));
    assert!(matches!(site.sender.send(&push(PushType::Message, "x"), &plain()).await, Signal::Accepted { .. }));
    assert_eq!(site.token_peer.received().len(), 2);
}

#[tokio::test]
async fn a_third_partys_refusal_leaves_our_token_alone() {
    let site = site(|_| Reply::json(401, envelope(401, "no", &fcm_error("THIRD_PARTY_AUTH_ERROR")))).await;
    for _ in 0..3 {
        site.sender.send(&push(PushType::Message, "x"), &plain()).await;
    }
    assert_eq!(site.token_peer.received().len(), 1);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let site = site_with(|_| Reply::status(200), |_| Reply::json(400, r#"{"error":"invalid_grant"}"#)).await;
    let signal = site.sender.send(&push(PushType::Message, "x"), &plain()).await;
    assert!(matches!(signal, Signal::NoCredential(CredentialFault::Refused { .. })), "{signal:?}");
    let site = site_with(|_| Reply::status(200), |_| Reply::hang()).await;
    let signal = site.sender.send(&push(PushType::Message, "x"), &Attempt::within(Duration::from_millis(50))).await;
    assert!(matches!(signal, Signal::NoCredential(CredentialFault::Unavailable { .. })), "{signal:?}");
    assert!(site.peer.received().is_empty());
}

#[tokio::test]
async fn silence_has_its_kinds() {
    for (reply, expected) in [(Reply::hang(), Silence::TimedOut), (Reply::reset(2), Silence::Reset)] {
        let site = site(move |_| reply.clone()).await;
        let attempt = Attempt::within(Duration::from_millis(300));
        assert_eq!(site.sender.send(&push(PushType::Message, "x"), &attempt).await, Signal::Silent(expected));
    }
}
