//! What operators learn of single pushes, and what they can do.

use std::{net::SocketAddr, time::Duration};

use countersign_loopback::Reply;
use countersign_push::GatewayConfig;
use serde_json::{Value, json};

use crate::support::{Site, ask, hex, message, metric, script, site_with, status_of, takes_all, until};

fn with_admin(config: &mut GatewayConfig) {
    config.admin_listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
}

async fn record(site: &Site, ack_id: &str) -> Option<Value> {
    let (status, _, body) =
        ask(site.gateway.admin_addr().unwrap(), "GET", &format!("/api/v2/deliveries/{ack_id}"), "").await;
    (status == 200).then(|| serde_json::from_slice(&body).unwrap())
}

async fn ack(site: &Site, ack_id: &str) {
    let ack = json!({"id": ack_id, "platform": "ios", "type": "message", "received_at": 5});
    assert_eq!(ask(site.gateway.addr(), "POST", "/api/v1/ack", ack.to_string()).await.0, 200);
}

#[tokio::test]
async fn a_push_is_followed_to_its_receipt() {
    let (apple, google) = takes_all();
    let site = site_with(apple, google, with_admin).await;
    let ack_id = format!("ack-of-{}", hex(1));
    assert_eq!(record(&site, &ack_id).await, None);
    assert_eq!(status_of(site.gateway.addr(), &message("apple_rn", &hex(1))).await, "OK");
    let sent = record(&site, &ack_id).await.unwrap();
    assert_eq!(
        (&sent["target"], &sent["outcome"], &sent["attempts"]),
        (&json!("apple_rn"), &json!("vendor_accepted"), &json!(1))
    );
    assert!(sent["accepted_at"].as_i64() <= sent["sent_at"].as_i64());
    assert!(sent["sent_at"].as_i64() <= sent["concluded_at"].as_i64());
    assert!(sent.get("acked_at").is_none() && sent.get("queued_at").is_none());
    ack(&site, &ack_id).await;
    ack(&site, &ack_id).await;
    ack(&site, "unheard-of").await;
    assert!(record(&site, &ack_id).await.unwrap()["acked_at"].is_i64());
    let admin = site.gateway.admin_addr().unwrap();
    let count = async |sample: &str| metric(admin, sample).await;
    assert_eq!(count("countersign_push_receipts_expected_total{target=\"apple_rn\"}").await, 1);
    assert_eq!(count("countersign_push_acked_total{target=\"apple_rn\"}").await, 1);
    assert_eq!(count("countersign_push_time_to_ack_seconds_count{target=\"apple_rn\"}").await, 1);
    assert_eq!(count("countersign_push_receipts_unmatched_total").await, 2);
}

#[tokio::test]
async fn a_push_that_was_queued_shows_its_way() {
    let late = script(|_| Reply::json(410, r#"{"reason":"Unregistered"}"#).after(Duration::from_millis(500)));
    let site = site_with(late, takes_all().1, with_admin).await;
    assert_eq!(status_of(site.gateway.addr(), &message("apple_rn", &hex(1))).await, "OK");
    let ack_id = format!("ack-of-{}", hex(1));
    let waiting = record(&site, &ack_id).await.unwrap();
    assert_eq!((&waiting["outcome"], waiting["queued_at"].is_i64()), (&json!("underway"), true));
    until(|| async { record(&site, &ack_id).await.unwrap()["outcome"] == "removed" }).await;
}

#[tokio::test]
async fn a_waiting_badge_that_a_newer_one_replaced_has_ended() {
    let site = site_with(script(|_| Reply::json(503, "")), takes_all().1, with_admin).await;
    for ack in ["first", "older", "newer"] {
        let mut badge = message("apple_rn", &hex(1));
        badge["ack_id"] = json!(ack);
        badge["type"] = json!("update_badge");
        assert_eq!(status_of(site.gateway.addr(), &badge).await, "OK");
    }
    until(|| async { record(&site, "older").await.unwrap()["outcome"] == "superseded" }).await;
    let ended = record(&site, "older").await.unwrap();
    assert!(ended["concluded_at"].is_i64(), "{ended}");
    until(|| async { record(&site, "first").await.unwrap()["outcome"] == "superseded" }).await;
    assert_eq!(record(&site, "newer").await.unwrap()["outcome"], "underway");
}

#[tokio::test]
async fn records_are_for_operators_only() {
    let (apple, google) = takes_all();
    let site = site_with(apple, google, with_admin).await;
    status_of(site.gateway.addr(), &message("apple_rn", &hex(1))).await;
    let path = format!("/api/v2/deliveries/ack-of-{}", hex(1));
    assert_eq!(ask(site.gateway.addr(), "GET", &path, "").await.0, 404);
    assert_eq!(ask(site.gateway.admin_addr().unwrap(), "POST", &path, "").await.0, 405);
}

#[tokio::test]
async fn held_removals_are_let_go_by_an_operators_word() {
    let gone = script(|_| Reply::json(410, r#"{"reason":"Unregistered"}"#));
    let site = site_with(gone, takes_all().1, with_admin).await;
    let (addr, admin) = (site.gateway.addr(), site.gateway.admin_addr().unwrap());
    let mut statuses = Vec::new();
    for device in 0..60 {
        statuses.push(status_of(addr, &message("apple_rn", &hex(device))).await);
    }
    assert_eq!(statuses.iter().filter(|status| *status == "REMOVE").count(), 49);
    assert_eq!(metric(admin, "countersign_push_removals_held{target=\"apple_rn\"}").await, 11);
    let path = "/api/v2/targets/apple_rn/release_removals";
    assert_eq!(ask(addr, "POST", path, "").await.0, 404, "callers cannot");
    assert_eq!(ask(admin, "POST", "/api/v2/targets/nothing/release_removals", "").await.0, 404);
    let (status, _, body) = ask(admin, "POST", path, "").await;
    assert_eq!((status.as_u16(), &body[..]), (200, &b"{\"released\":11}\n"[..]));
    assert_eq!(status_of(addr, &message("apple_rn", &hex(100))).await, "REMOVE");
}
