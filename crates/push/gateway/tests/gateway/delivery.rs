//! What becomes of pushes when the vendor is well, slow, busy, failing or away.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use countersign_loopback::{Received, Reply};
use serde_json::json;

use crate::support::{
    ACCEPTED, Script, hex, message, metric, push, script, site, site_with, soon, status_of, takes_all, until,
};

/// The odd reply first, success afterwards.
fn first(odd: Reply) -> Script {
    first_times(1, odd)
}

fn first_times(times: usize, odd: Reply) -> Script {
    let seen = AtomicUsize::new(0);
    script(move |_| if seen.fetch_add(1, Ordering::SeqCst) < times { odd.clone() } else { Reply::status(200) })
}

fn ids(received: &[Received]) -> Vec<String> {
    received.iter().map(|request| request.header("apns-id").to_owned()).collect()
}

#[tokio::test]
async fn a_push_is_sent_and_answered() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    let addr = site.gateway.addr();
    assert_eq!(push(addr, &message("apple_rn", &hex(1))).await.1, json!({"status": "OK"}));
    assert_eq!(push(addr, &message("android_rn", "token:1")).await.1, json!({"status": "OK"}));
    assert_eq!((site.apple.received().len(), site.google.received().len()), (1, 1));
    let sample = r#"service_success_total{platform="apple",transport="",type="message"}"#;
    assert_eq!(metric(addr, sample).await, 1);
}

#[tokio::test]
async fn the_same_push_posted_again_is_sent_once_also_at_the_same_time() {
    let site = site(script(|_| Reply::status(200).after(Duration::from_millis(50))), takes_all().1).await;
    let addr = site.gateway.addr();
    let message = message("apple_rn", &hex(1));
    let (a, b) = tokio::join!(status_of(addr, &message), status_of(addr, &message));
    assert_eq!((a.as_str(), b.as_str(), status_of(addr, &message).await.as_str()), ("OK", "OK", "OK"));
    assert_eq!(site.apple.received().len(), 1);
}

#[tokio::test]
async fn a_dead_token_is_removed() {
    let gone = script(|_| Reply::json(410, r#"{"reason":"Unregistered","timestamp":1700000000000}"#));
    let site = site(gone, takes_all().1).await;
    let addr = site.gateway.addr();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(1))).await, "REMOVE");
    let mut registered_since = message("apple_rn", &hex(2));
    registered_since["token_registered_at"] = json!(1_700_000_000_001_i64);
    assert_eq!(status_of(addr, &registered_since).await, "FAIL");
}

#[tokio::test]
async fn what_the_vendor_cannot_take_now_is_accepted_and_delivered_later_under_the_same_id() {
    for odd in [
        Reply::json(503, r#"{"reason":"ServiceUnavailable"}"#),
        Reply::json(500, r#"{"reason":"InternalServerError"}"#),
        Reply::json(429, r#"{"reason":"TooManyRequests"}"#),
        Reply::reset(2),
        Reply::close(),
        Reply::abrupt_goaway(11),
        Reply::json(503, "").header("retry-after", "1"),
    ] {
        let site = site(first(odd.clone()), takes_all().1).await;
        assert_eq!(status_of(site.gateway.addr(), &message("apple_rn", &hex(1))).await, "OK", "{odd:?}");
        let received = soon(site.apple.wait_for(2)).await;
        let ids = ids(&received);
        assert_eq!(ids[0], ids[1], "{odd:?}");
        until(|| async { metric(site.gateway.addr(), "countersign_push_queue_pushes").await == 0 }).await;
    }
}

#[tokio::test]
async fn a_vendor_that_does_not_answer_does_not_keep_the_caller() {
    let site = site(first(Reply::hang()), takes_all().1).await;
    let started = std::time::Instant::now();
    assert_eq!(status_of(site.gateway.addr(), &message("apple_rn", &hex(1))).await, "OK");
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    let received = soon(site.apple.wait_for(2)).await;
    assert_eq!(ids(&received)[0], ids(&received)[1]);
}

#[tokio::test]
async fn a_late_answer_is_the_answer_and_nothing_is_sent_twice() {
    let late = script(|_| Reply::status(200).after(Duration::from_millis(600)));
    let site = site(late, takes_all().1).await;
    let addr = site.gateway.addr();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(1))).await, "OK");
    assert_eq!(metric(addr, "countersign_push_queue_pushes").await, 1);
    until(|| async { metric(addr, "countersign_push_queue_pushes").await == 0 }).await;
    assert_eq!(site.apple.received().len(), 1);
}

#[tokio::test]
async fn a_removal_that_came_late_is_given_back_on_the_next_push_and_then_forgotten() {
    let gone = Reply::json(410, r#"{"reason":"Unregistered"}"#).after(Duration::from_millis(600));
    let site = site(first(gone), takes_all().1).await;
    let addr = site.gateway.addr();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(1))).await, "OK");
    until(|| async { metric(addr, "countersign_push_queue_pushes").await == 0 }).await;
    let mut next = message("apple_rn", &hex(1));
    next["ack_id"] = json!("another");
    assert_eq!(status_of(addr, &next).await, "REMOVE");
    assert_eq!(site.apple.received().len(), 1);
    next["ack_id"] = json!("yet another");
    assert_eq!(status_of(addr, &next).await, "OK");
}

#[tokio::test]
async fn a_vendor_that_is_away_costs_no_push_and_no_patience() {
    let vendors = crate::support::Vendors::start(takes_all().0, takes_all().1).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut config = vendors.config();
    if let countersign_push::VendorConfig::Apns { endpoint, .. } = &mut config.targets[0].vendor {
        *endpoint = endpoint.take().map(|endpoint| endpoint.via("127.0.0.1", address.port()));
    }
    let seen = std::sync::Arc::default();
    let gateway = countersign_push::Gateway::start(config, crate::support::surroundings(&seen)).await.unwrap();
    for number in 0..20 {
        assert_eq!(status_of(gateway.addr(), &message("apple_rn", &hex(number))).await, "OK");
    }
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let options = countersign_loopback::PeerOptions::tls(&vendors.authority, crate::support::APPLE);
    let apple = countersign_loopback::Peer::http2_on(listener, options, |_| Reply::status(200));
    let mut received = soon(apple.wait_for(20)).await;
    received.sort_by(|a, b| a.path.cmp(&b.path));
    received.dedup_by(|a, b| a.path == b.path);
    assert_eq!(received.len(), 20);
}

#[tokio::test]
async fn a_refused_credential_stops_the_target_and_removes_nothing() {
    let refused = script(|_| Reply::json(403, r#"{"reason":"InvalidProviderToken"}"#));
    let site = site(refused, takes_all().1).await;
    let addr = site.gateway.addr();
    for number in 0..5 {
        assert_eq!(status_of(addr, &message("apple_rn", &hex(number))).await, "FAIL");
    }
    assert_eq!(site.apple.received().len(), 1);
    assert_eq!(status_of(addr, &message("android_rn", "token:1")).await, "OK");
    let (status, _, body) = crate::support::ask(addr, "GET", "/healthz", "").await;
    assert_eq!(status, 503);
    assert!(String::from_utf8_lossy(&body).contains("the credential is refused"), "{body:?}");
}

#[tokio::test]
async fn an_access_token_google_refuses_is_replaced_and_the_push_sent() {
    let seen = AtomicUsize::new(0);
    let google = script(move |_| match seen.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::json(401, r#"{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}"#),
        _ => Reply::json(200, ACCEPTED),
    });
    let site = site(takes_all().0, google).await;
    assert_eq!(status_of(site.gateway.addr(), &message("android_rn", "token:1")).await, "OK");
    assert_eq!(site.google.received().len(), 2);
}

#[tokio::test]
async fn too_large_a_push_is_sent_once_more_without_its_text() {
    let site = site(first(Reply::json(413, r#"{"reason":"PayloadTooLarge"}"#)), takes_all().1).await;
    let mut long = message("apple_rn", &hex(1));
    long["message"] = json!("Hello ".repeat(20));
    assert_eq!(status_of(site.gateway.addr(), &long).await, "OK");
    let received = site.apple.received();
    assert!(received[1].body.len() < received[0].body.len());
    assert!(!String::from_utf8_lossy(&received[1].body).contains("Hello"));
}

#[tokio::test]
async fn a_slow_target_does_not_slow_another() {
    // As long as the other may need on a busy machine.
    let patient = |config: &mut countersign_push::GatewayConfig| {
        config.verdict_time = Duration::from_mins(1);
        config.attempt_time = Duration::from_mins(1);
    };
    let site = site_with(script(|_| Reply::hang()), takes_all().1, patient).await;
    let addr = site.gateway.addr();
    let stuck: Vec<_> = (0..50)
        .map(|number| tokio::spawn(async move { status_of(addr, &message("apple_rn", &hex(number))).await }))
        .collect();
    soon(site.apple.wait_for(50)).await;
    assert_eq!(status_of(addr, &message("android_rn", "token:1")).await, "OK");
    for task in stuck {
        assert!(!task.is_finished(), "the other was answered while all of these still waited");
        task.abort();
    }
}

#[tokio::test]
async fn a_full_queue_says_come_back_later() {
    let full = |config: &mut countersign_push::GatewayConfig| config.queue_limits.pushes = 3;
    let site = site_with(script(|_| Reply::json(503, "")), takes_all().1, full).await;
    let addr = site.gateway.addr();
    let mut refused = 0;
    for number in 0..10 {
        let (status, answer) = push(addr, &message("apple_rn", &hex(number))).await;
        if status == 503 {
            assert_eq!(answer["status"], "FAIL");
            refused += 1;
        }
    }
    assert_eq!(refused, 7);
}

#[tokio::test]
async fn an_observer_sees_every_step_and_no_secret() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    let addr = site.gateway.addr();
    push(addr, &message("apple_rn", &hex(1))).await;
    let ack = json!({"id": format!("ack-of-{}", hex(1)), "platform": "ios", "type": "message", "received_at": 5});
    crate::support::ask(addr, "POST", "/api/v1/ack", ack.to_string()).await;
    let seen = site.seen.0.lock().unwrap().clone();
    let steps: Vec<_> = seen.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(steps, ["received", "sent", "answered", "concluded", "acked"]);
    assert!(!seen[0].contains(&hex(1)[16..]) || !seen[0].contains(&format!("\"device_id\":\"{}\"", hex(1))));
}

#[tokio::test]
async fn a_shutdown_answers_who_waits_and_keeps_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let queue = folder.path().to_owned();
    let slow = script(|_| Reply::status(200).after(Duration::from_millis(150)));
    let site = site_with(slow, takes_all().1, |config| config.queue_folder = Some(queue)).await;
    let addr = site.gateway.addr();
    let waiting: Vec<_> = (0..20)
        .map(|number| tokio::spawn(async move { status_of(addr, &message("apple_rn", &hex(number))).await }))
        .collect();
    soon(site.apple.wait_for(20)).await;
    soon(site.gateway.shutdown()).await;
    for task in waiting {
        assert_eq!(soon(task).await.unwrap(), "OK");
    }
}

#[tokio::test]
async fn a_caller_that_hangs_up_does_not_take_its_push_with_it() {
    let site = site(script(|_| Reply::status(200).after(Duration::from_millis(150))), takes_all().1).await;
    let addr = site.gateway.addr();
    let body = message("apple_rn", &hex(1)).to_string();
    let mut caller = tokio::net::TcpStream::connect(addr).await.unwrap();
    let head = format!("POST /api/v1/send_push HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", body.len());
    tokio::io::AsyncWriteExt::write_all(&mut caller, (head + &body).as_bytes()).await.unwrap();
    soon(site.apple.wait_for(1)).await;
    drop(caller);
    let sample = r#"countersign_push_accepted_total{target="apple_rn"}"#;
    until(|| async { metric(addr, sample).await == 1 }).await;
}
