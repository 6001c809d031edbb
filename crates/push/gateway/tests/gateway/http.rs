//! Routes, limits and odd requests.

use std::time::Duration;

use countersign_push::ThrottleConfig;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{ask, hex, message, push, site, site_with, soon, takes_all};

#[tokio::test]
async fn the_pages_are_there() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    let addr = site.gateway.addr();
    let (status, headers, body) = ask(addr, "GET", "/", "").await;
    assert_eq!((status.as_u16(), &body[..]), (200, &b"<html><body>Mattermost Push Proxy</body></html>"[..]));
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    let (status, _, body) = ask(addr, "GET", "/version", "").await;
    assert_eq!(status, 200);
    assert!(serde_json::from_slice::<serde_json::Value>(&body).unwrap()["version"].is_string());
    assert_eq!(ask(addr, "GET", "/healthz", "").await.0, 200);
    assert_eq!(ask(addr, "GET", "/nothing", "").await.0, 404);
    assert_eq!(ask(addr, "POST", "/version", "").await.0, 405);
    assert_eq!(ask(addr, "GET", "/api/v1/send_push", "").await.0, 404);
}

#[tokio::test]
async fn metrics_are_shown_to_callers_only_when_wanted_and_to_operators_always() {
    let (apple, google) = takes_all();
    let site = site_with(apple, google, |config| {
        config.metrics = false;
        config.admin_listen = Some("127.0.0.1:0".parse().unwrap());
    })
    .await;
    assert_eq!(ask(site.gateway.addr(), "GET", "/metrics", "").await.0, 404);
    let admin = site.gateway.admin_addr().unwrap();
    assert_eq!(ask(admin, "GET", "/metrics", "").await.0, 200);
    assert_eq!(ask(admin, "GET", "/healthz", "").await.0, 200);
    assert_eq!(ask(admin, "POST", "/api/v1/send_push", message("apple_rn", &hex(1)).to_string()).await.0, 404);
    assert!(site.apple.received().is_empty());
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    let mut large = message("apple_rn", &hex(1));
    large["message"] = json!("x".repeat(70_000));
    assert_eq!(push(site.gateway.addr(), &large).await.1["status"], "FAIL");
    assert!(site.apple.received().is_empty());
}

#[tokio::test]
async fn device_ids_that_cannot_be_are_refused_and_never_sent() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    for device in ["../x?y", "ab cd", "zz", "ab%2fcd", "\n"] {
        assert_eq!(push(site.gateway.addr(), &message("apple_rn", device)).await.1["status"], "FAIL", "{device}");
    }
    assert_eq!(push(site.gateway.addr(), &message("android_rn", "a\"b")).await.1["status"], "FAIL");
    assert!(site.apple.received().is_empty() && site.google.received().is_empty());
}

#[tokio::test]
async fn the_rate_limit_limits_by_header() {
    let (apple, google) = takes_all();
    let site = site_with(apple, google, |config| {
        config.throttle = Some(ThrottleConfig { per_second: 3, keys: 10, by_headers: vec!["Host".to_owned()] });
    })
    .await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let (status, headers, _) = ask(site.gateway.addr(), "GET", "/version", "").await;
        assert_eq!(headers["x-ratelimit-limit"], "3");
        statuses.push(status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
}

#[tokio::test]
async fn a_caller_that_goes_away_is_forgotten() {
    let slow = crate::support::script(|_| countersign_loopback::Reply::status(200).after(Duration::from_millis(100)));
    let site = site(slow, takes_all().1).await;
    let body = message("apple_rn", &hex(1)).to_string();
    let mut caller = TcpStream::connect(site.gateway.addr()).await.unwrap();
    let head = format!("POST /api/v1/send_push HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    caller.write_all(head.as_bytes()).await.unwrap();
    soon(site.apple.wait_for(1)).await;
    caller.set_zero_linger().unwrap();
    drop(caller);
    let answer = soon(push(site.gateway.addr(), &message("apple_rn", &hex(1)))).await;
    assert_eq!(answer.1["status"], "OK");
}

#[tokio::test]
async fn answers_to_one_connection_come_in_order() {
    let (apple, google) = takes_all();
    let site = site(apple, google).await;
    let mut caller = TcpStream::connect(site.gateway.addr()).await.unwrap();
    caller
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut text = String::new();
    soon(caller.read_to_string(&mut text)).await.unwrap();
    let (page, version) = (text.find("<html>").unwrap(), text.find("\"version\"").unwrap());
    assert!(page < version, "{text}");
}
