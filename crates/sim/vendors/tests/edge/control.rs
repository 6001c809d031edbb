use std::sync::Arc;

use countersign_sim_vendors::{RequestObserver, RequestRecord, ServiceKind, Stats};
use http::Method;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::support::{APP, AppleSender, Push, Sim, apple::register, plain};

async fn call(sim: &Sim, method: Method, path: &str, body: Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = plain(sim.vendors.addresses().control, method, path, body).await;
    let status = answer.status.as_u16();
    (status, serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn settings_can_be_changed_in_part() {
    let sim = Sim::start().await;
    let patch = json!({"apple": {"streams": 7}, "unknown_tokens": "accept"});
    let (status, settings) = call(&sim, Method::PATCH, "/v1/settings", patch).await;
    assert_eq!((status, &settings["apple"]["streams"], &settings["apple"]["wedge"]), (200, &json!(7), &json!(true)));
    assert_eq!(sim.vendors.control().settings().apple.streams, 7);
    let (status, _) = call(&sim, Method::PATCH, "/v1/settings", json!({"apple": {"stream": 7}})).await;
    assert_eq!(status, 400);
    assert_eq!(call(&sim, Method::GET, "/v1/settings", Value::Null).await.1, settings);
}

#[tokio::test]
async fn faults_can_be_added_listed_and_cleared() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let rule = json!({"service": "apple_production", "script": "st-503-ServiceUnavailable"});
    assert_eq!(call(&sim, Method::POST, "/v1/faults", rule.clone()).await.0, 201);
    assert_eq!(call(&sim, Method::GET, "/v1/faults", Value::Null).await.1, json!([rule]));
    assert_eq!(sender.verdict(Push::to(&device)).await.1, "ServiceUnavailable");
    assert_eq!(call(&sim, Method::DELETE, "/v1/faults", Value::Null).await.0, 204);
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    let (status, _) = call(&sim, Method::POST, "/v1/faults", json!({"script": "st-503.nonsense"})).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn records_tell_what_was_seen_and_decided() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    sender.send(Push::to(&device)).await.unwrap();
    sender.send(Push::to("00")).await.unwrap();
    let (_, records) = call(&sim, Method::GET, "/v1/records", Value::Null).await;
    let first = &records[0];
    assert_eq!(first["service"], "apple_production");
    assert_eq!((&first["ack_id"], &first["device_token"]), (&json!("ack1"), &json!(device)));
    assert_eq!((&first["protocol"], &first["method"]), (&json!("HTTP/2.0"), &json!("POST")));
    assert_eq!(first["path"], format!("/3/device/{device}"));
    assert_eq!(first["body"], r#"{"aps":{"alert":"hello"},"ack_id":"ack1"}"#);
    let key_id = &sim.vendors.apple_credentials().key_id;
    let authorization = format!("bearer (ES256, kid {key_id}, ");
    assert!(first["headers"].to_string().contains(&authorization), "{}", first["headers"]);
    assert!(!records.to_string().contains(&sender.token));
    assert_eq!((&first["verdict"]["status"], &first["verdict"]["delivery"]), (&json!(200), &json!("stored")));
    assert_eq!(records[1]["verdict"]["reason"], "BadDeviceToken");
    let (_, after) = call(&sim, Method::GET, "/v1/records?after=1&limit=1", Value::Null).await;
    assert_eq!(after.as_array().unwrap().len(), 1);
    assert_eq!(after[0]["number"], 2);
}

#[tokio::test]
async fn stats_count_and_begin_anew() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let id = "eabeae54-14a8-11e5-b60b-1697f925ec7b";
    for _ in 0..2 {
        sender.send(Push::to(&device).with("apns-id", id)).await.unwrap();
    }
    let (_, stats) = call(&sim, Method::GET, "/v1/stats", Value::Null).await;
    let stats: Stats = serde_json::from_value(stats).unwrap();
    let apple = &stats.services[&ServiceKind::AppleProduction];
    assert_eq!((apple.handshakes, apple.requests, apple.duplicate_ids, apple.duplicate_bodies), (1, 2, 1, 1));
    assert_eq!((stats.connections[0].streams, stats.connections[0].provider_tokens), (2, 1));
    assert_eq!(call(&sim, Method::POST, "/v1/reset", Value::Null).await.0, 204);
    assert!(sim.vendors.control().stats().services.is_empty());
    assert!(sim.vendors.control().records(0, 10).is_empty());
}

#[tokio::test]
async fn connections_can_be_ended() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    for (path, body) in [
        ("/v1/goaway", json!({"service": "apple_production", "reason": "Shutdown"})),
        ("/v1/cut", json!({"service": "apple_production"})),
    ] {
        let sender = AppleSender::connect(&sim).await;
        sender.send(Push::to(&device)).await.unwrap();
        let (status, ended) = call(&sim, Method::POST, path, body).await;
        assert_eq!((status, &ended["connections"]), (200, &json!(1)));
        sender.http2.end().await;
        let closed = async {
            while sim.vendors.control().stats().connections.iter().any(|connection| connection.open) {
                tokio::task::yield_now().await;
            }
        };
        crate::support::soon(closed).await;
    }
}

#[tokio::test]
async fn credentials_can_be_made_and_registered() {
    let sim = Sim::start().await;
    let answer = plain(sim.vendors.addresses().control, Method::GET, "/v1/ca.pem", "").await;
    assert_eq!(answer.body, sim.vendors.ca_pem());
    let (status, made) = call(&sim, Method::POST, "/v1/apple/certificates", json!({"topic": APP})).await;
    assert_eq!(status, 201);
    assert!(made["certificate_pem"].as_str().unwrap().contains("BEGIN CERTIFICATE"));
    let public = countersign_sim_vendors::new_apple_key().unwrap().1;
    let key = json!({"key_id": "K", "team_id": "T", "public_key_pem": public});
    assert_eq!(call(&sim, Method::POST, "/v1/apple/keys", key).await.0, 204);
    let bad = json!({"key_id": "K", "team_id": "T", "public_key_pem": "nonsense"});
    assert_eq!(call(&sim, Method::POST, "/v1/apple/keys", bad).await.0, 400);
    assert_eq!(call(&sim, Method::POST, "/v1/google/revoke-access-tokens", Value::Null).await.0, 204);
    let (_, addresses) = call(&sim, Method::GET, "/v1/addresses", Value::Null).await;
    assert_eq!(addresses["google"], sim.vendors.google_url());
}

#[derive(Default)]
struct Watcher(Mutex<Vec<Arc<RequestRecord>>>);

impl RequestObserver for Watcher {
    fn saw(&self, record: &Arc<RequestRecord>) {
        self.0.lock().push(Arc::clone(record));
    }
}

#[tokio::test]
async fn an_observer_sees_every_request_and_records_are_bounded() {
    let watcher = Arc::new(Watcher::default());
    let observer = Arc::clone(&watcher);
    let sim = Sim::start_with(|config| {
        config.observer = observer;
        config.records = 1;
    })
    .await;
    let sender = AppleSender::connect(&sim).await;
    for _ in 0..3 {
        sender.send(Push::to("00")).await.unwrap();
    }
    let numbers: Vec<_> = watcher.0.lock().iter().map(|record| record.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(sim.vendors.control().records(0, 10).len(), 1);
}
