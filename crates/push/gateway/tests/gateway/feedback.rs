//! Removals that come after the caller was answered: given back with the next push, and to servers that ask.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use countersign_loopback::{Received, Reply};
use countersign_primitives::TimestampMs;
use countersign_push::{Gateway, RunningGateway};
use countersign_wire_push::{FeedbackPage, PushStatus};
use serde_json::{Value, json};

use crate::support::{
    Seen, Site, Vendors, ask, hex, message, metric, script, site, site_with, soon, status_of, surroundings, takes_all,
    until,
};

/// Calls every token whose number is odd dead, too late for the caller.
fn odd_ones_are_dead(request: &Received) -> Reply {
    let odd = request.path.ends_with(['1', '3', '5', '7', '9', 'b', 'd', 'f']);
    let reply = if odd { Reply::json(410, r#"{"reason":"Unregistered"}"#) } else { Reply::status(200) };
    reply.after(Duration::from_millis(500))
}

fn from_server(server: &str, device: u64) -> Value {
    let mut message = message("apple_rn", &hex(device));
    message["server_id"] = json!(server);
    message
}

async fn page(addr: SocketAddr, query: &str) -> FeedbackPage {
    let (status, headers, body) = ask(addr, "GET", &format!("/api/v2/feedback?{query}"), "").await;
    assert_eq!((status.as_u16(), &headers["content-type"]), (200, &"application/json".parse().unwrap()));
    serde_json::from_slice(&body).unwrap()
}

async fn send_all(site: &Site, messages: &[Value]) {
    let addr = site.gateway.addr();
    let sent: Vec<_> = messages
        .iter()
        .cloned()
        .map(|message| tokio::spawn(async move { assert_eq!(status_of(addr, &message).await, "OK") }))
        .collect();
    for task in sent {
        soon(task).await.unwrap();
    }
    until(|| async { metric(addr, "countersign_push_queue_pushes").await == 0 }).await;
}

#[tokio::test]
async fn a_server_is_told_which_of_its_tokens_died_late_and_goes_on_from_there() {
    let site = site(script(odd_ones_are_dead), takes_all().1).await;
    let addr = site.gateway.addr();
    let messages: Vec<_> =
        (0..8).map(|device| from_server(if device < 6 { "mine" } else { "other" }, device)).collect();
    let before = TimestampMs(0);
    send_all(&site, &messages).await;
    let first = page(addr, "server_id=mine&limit=2").await;
    assert_eq!((first.verdicts.len(), first.more), (2, true));
    let rest = page(addr, &format!("server_id=mine&after={}", first.next)).await;
    assert_eq!((rest.verdicts.len(), rest.more), (1, false));
    let mut devices: Vec<_> = first.verdicts.iter().chain(&rest.verdicts).map(|verdict| &verdict.device_id).collect();
    devices.sort();
    assert_eq!(devices, [&hex(1), &hex(3), &hex(5)]);
    let verdict = &rest.verdicts[0];
    assert_eq!(verdict.ack_id, format!("ack-of-{}", verdict.device_id));
    assert_eq!((verdict.platform.as_str(), &verdict.status), ("apple_rn-v2", &PushStatus::Remove));
    assert!(verdict.reason.contains("Unregistered") && verdict.at > before);
    assert!(page(addr, &format!("server_id=mine&after={}", rest.next)).await.verdicts.is_empty());
    assert_eq!(page(addr, "server_id=other").await.verdicts.len(), 1);
    assert!(page(addr, "server_id=nobody").await.verdicts.is_empty());
}

#[tokio::test]
async fn verdicts_given_in_time_are_no_feedback() {
    let gone = script(|_| Reply::json(410, r#"{"reason":"Unregistered"}"#));
    let site = site(gone, takes_all().1).await;
    let addr = site.gateway.addr();
    assert_eq!(status_of(addr, &from_server("mine", 1)).await, "REMOVE");
    assert!(page(addr, "server_id=mine").await.verdicts.is_empty());
}

#[tokio::test]
async fn feedback_wants_to_know_whose_it_is_and_is_only_read() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    assert_eq!(ask(site.gateway.addr(), "GET", "/api/v2/feedback", "").await.0, 400);
    assert_eq!(ask(site.gateway.addr(), "POST", "/api/v2/feedback?server_id=a", "").await.0, 405);
}

#[tokio::test]
async fn a_token_registered_after_its_removal_is_sent_to() {
    let dead_once = std::sync::atomic::AtomicBool::new(false);
    let apple = script(move |_| {
        if dead_once.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return Reply::status(200);
        }
        Reply::json(410, r#"{"reason":"Unregistered"}"#).after(Duration::from_millis(500))
    });
    let site = site(apple, takes_all().1).await;
    send_all(&site, &[from_server("mine", 1)]).await;
    let mut again = from_server("mine", 1);
    again["ack_id"] = json!("next");
    again["token_registered_at"] = json!(4_000_000_000_000_i64);
    assert_eq!(status_of(site.gateway.addr(), &again).await, "OK");
    assert_eq!(site.apple.received().len(), 2);
}

async fn restarted(gateway: RunningGateway, vendors: &Vendors, queue: &Path) -> RunningGateway {
    gateway.shutdown().await;
    let mut config = vendors.config();
    config.queue_folder = Some(queue.to_owned());
    Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await.unwrap()
}

#[tokio::test]
async fn what_was_learned_late_is_known_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let queue = folder.path().join("queue");
    let vendors = Vendors::start(script(odd_ones_are_dead), takes_all().1).await;
    let mut config = vendors.config();
    config.queue_folder = Some(queue.clone());
    let gateway = Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await.unwrap();
    assert_eq!(status_of(gateway.addr(), &from_server("mine", 1)).await, "OK");
    let addr = gateway.addr();
    until(|| async { !page(addr, "server_id=mine").await.verdicts.is_empty() }).await;
    let gateway = restarted(gateway, &vendors, &queue).await;
    let told = page(gateway.addr(), "server_id=mine").await;
    assert_eq!(told.verdicts.len(), 1);
    let mut next = from_server("mine", 1);
    next["ack_id"] = json!("another");
    assert_eq!(status_of(gateway.addr(), &next).await, "REMOVE");
    assert_eq!(vendors.apple.received().len(), 1);
    assert!(page(gateway.addr(), &format!("server_id=mine&after={}", told.next)).await.verdicts.is_empty());
}

#[tokio::test]
async fn feedback_of_a_gateway_without_a_folder_works_while_it_runs() {
    let site = site_with(script(odd_ones_are_dead), takes_all().1, |config| config.queue_folder = None).await;
    send_all(&site, &[from_server("mine", 1)]).await;
    assert_eq!(page(site.gateway.addr(), "server_id=mine").await.verdicts.len(), 1);
}
