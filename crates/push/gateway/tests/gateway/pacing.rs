//! Rates, turns and what gives way.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use countersign_loopback::{Received, Reply};
use countersign_push::VendorConfig;
use serde_json::{Value, json};

use crate::support::{
    ACCEPTED, Script, hex, message, metric, script, site, site_with, soon, status_of, takes_all, until,
};

/// Says that a device gets too much, the first times it is asked.
fn busy(times: usize) -> Script {
    let seen = AtomicUsize::new(0);
    script(move |_| {
        if seen.fetch_add(1, Ordering::SeqCst) < times {
            Reply::json(429, r#"{"reason":"TooManyRequests"}"#)
        } else {
            Reply::status(200)
        }
    })
}

fn with(message: Value, changes: &Value) -> Value {
    let mut message = message;
    for (key, value) in changes.as_object().unwrap() {
        message[key] = value.clone();
    }
    message
}

fn text(received: &[Received]) -> Vec<String> {
    received.iter().map(|request| String::from_utf8_lossy(&request.body).into_owned()).collect()
}

#[tokio::test]
async fn a_device_that_gets_too_much_is_left_alone_and_others_are_not() {
    let site = site(busy(1), takes_all().1).await;
    let addr = site.gateway.addr();
    let push = |ack: usize| with(message("apple_rn", &hex(1)), &json!({"ack_id": format!("ack{ack}")}));
    for ack in 0..10 {
        assert_eq!(status_of(addr, &push(ack)).await, "OK");
    }
    assert_eq!(site.apple.received().len(), 1, "the others wait");
    assert_eq!(status_of(addr, &message("apple_rn", &hex(2))).await, "OK");
    assert_eq!(site.apple.received().len(), 2, "another device is not concerned");
    let received = soon(site.apple.wait_for(12)).await;
    let acks: std::collections::HashSet<_> = received.iter().map(|request| request.header("apns-id")).collect();
    assert_eq!(acks.len(), 11, "each push once, and the refused one again under its own id");
}

#[tokio::test]
async fn after_a_wait_one_push_goes_ahead_of_the_others() {
    let (times, busy) = (Arc::new(Mutex::new(Vec::new())), busy(2));
    let seen = Arc::clone(&times);
    let apple = script(move |request| {
        seen.lock().unwrap().push(Instant::now());
        busy(request)
    });
    let site = site(apple, takes_all().1).await;
    let addr = site.gateway.addr();
    for ack in 0..5 {
        let push = with(message("apple_rn", &hex(1)), &json!({"ack_id": format!("ack{ack}")}));
        assert_eq!(status_of(addr, &push).await, "OK");
    }
    soon(site.apple.wait_for(7)).await;
    let times = times.lock().unwrap();
    let waited = |attempt: usize| times[attempt] - times[attempt - 1];
    assert!(waited(1) >= Duration::from_millis(400), "{:?}", waited(1));
    // The second one went alone, and was refused: the others would have come with it.
    assert!(waited(2) >= Duration::from_millis(800), "{:?}", waited(2));
}

#[tokio::test]
async fn of_what_waits_for_a_device_only_the_newest_number_is_sent() {
    let site = site(busy(1), takes_all().1).await;
    let addr = site.gateway.addr();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(1))).await, "OK");
    for badge in 1..=9 {
        let push = json!({"ack_id": format!("b{badge}"), "type": "update_badge", "badge": badge, "message": ""});
        assert_eq!(status_of(addr, &with(message("apple_rn", &hex(1)), &push)).await, "OK");
    }
    assert_eq!(metric(addr, "countersign_push_collapsed_total{target=\"apple_rn\"}").await, 8);
    until(|| async { metric(addr, "countersign_push_queue_pushes").await == 0 }).await;
    let bodies = text(&site.apple.received());
    assert_eq!(bodies.len(), 3, "{bodies:?}");
    assert!(bodies.iter().any(|body| body.contains("\"badge\":9")), "{bodies:?}");
}

#[tokio::test]
async fn a_pause_the_vendor_asks_for_holds_for_everybody_and_is_kept() {
    let seen = AtomicUsize::new(0);
    let google = script(move |_| match seen.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::json(429, r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}"#).header("retry-after", "2"),
        _ => Reply::json(200, ACCEPTED),
    });
    let site = site(takes_all().0, google).await;
    let addr = site.gateway.addr();
    let started = Instant::now();
    for number in 0..5 {
        assert_eq!(status_of(addr, &message("android_rn", &format!("token:{number}"))).await, "OK");
    }
    assert!(started.elapsed() < Duration::from_secs(1), "callers do not wait for the pause");
    assert_eq!(site.google.received().len(), 1);
    soon(site.google.wait_for(6)).await;
    assert!(started.elapsed() >= Duration::from_secs(2), "{:?}", started.elapsed());
}

/// Refuses everything until opened.
fn closed_until(open: &Arc<AtomicBool>) -> Script {
    let open = Arc::clone(open);
    script(move |_| if open.load(Ordering::SeqCst) { Reply::status(200) } else { Reply::json(503, "") })
}

#[tokio::test]
async fn after_an_outage_the_urgent_go_first_and_servers_take_turns() {
    let open = Arc::new(AtomicBool::new(false));
    let site = site(closed_until(&open), takes_all().1).await;
    let addr = site.gateway.addr();
    let send = |device: u64, changes: Value| async move {
        assert_eq!(status_of(addr, &with(message("apple_rn", &hex(device)), &changes)).await, "OK");
    };
    for device in 0..40 {
        send(device, json!({"server_id": "greedy"})).await;
    }
    for device in 100..103 {
        send(device, json!({"server_id": "greedy", "type": "clear", "channel_id": device.to_string()})).await;
    }
    send(200, json!({"server_id": "modest"})).await;
    send(300, json!({"server_id": "greedy", "transport": "voip"})).await;
    until(|| async { metric(addr, "countersign_push_queue_pushes").await == 45 }).await;
    let before = site.apple.received().len();
    open.store(true, Ordering::SeqCst);
    let received = soon(site.apple.wait_for(before + 45)).await;
    let order: Vec<_> = received[before..].iter().map(|request| request.path.clone()).collect();
    let place = |device: u64| order.iter().rposition(|path| path.ends_with(&hex(device))).unwrap();
    // Refused ones may come up again while the vendor recovers, so places are about, not exact.
    assert!(place(200) < 30, "the modest server did not have to wait for forty others: {}", place(200));
    assert!(place(300) < 30, "a call does not wait: {}", place(300));
}

#[tokio::test]
async fn a_project_never_gets_more_than_its_quota_and_calls_do_not_wait_for_it() {
    let (apple, google) = (takes_all().0, script(|_| Reply::json(200, ACCEPTED)));
    let site = site_with(apple, google, |config| {
        if let VendorConfig::Fcm { per_minute, .. } = &mut config.targets[1].vendor {
            *per_minute = 600;
        }
        config.verdict_time = Duration::from_secs(20);
    })
    .await;
    let addr = site.gateway.addr();
    let started = Instant::now();
    let sent: Vec<_> = (0..20)
        .map(|number| {
            tokio::spawn(async move { status_of(addr, &message("android_rn", &format!("token:{number}"))).await })
        })
        .collect();
    soon(site.google.wait_for(3)).await;
    let call = with(message("android_rn", "token:call"), &json!({"transport": "voip"}));
    let asked = Instant::now();
    assert_eq!(status_of(addr, &call).await, "OK");
    assert!(asked.elapsed() < Duration::from_millis(500), "{:?}", asked.elapsed());
    assert!(site.google.received().len() < 15);
    for task in sent {
        assert_eq!(soon(task).await.unwrap(), "OK");
    }
    assert!(started.elapsed() >= Duration::from_millis(1500), "{:?}", started.elapsed());
}
