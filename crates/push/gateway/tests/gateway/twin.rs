//! Tokens of Apple's other environment.

use std::sync::Arc;

use countersign_loopback::{Peer, PeerOptions, Reply};
use countersign_push::{Gateway, RunningGateway, VendorConfig};
use countersign_wire_vendor::apns::Environment;
use serde_json::{Value, json};

use crate::support::{APPLE, Seen, Vendors, hex, message, metric, script, status_of, surroundings, takes_all};

const BAD_TOKEN: &str = r#"{"reason":"BadDeviceToken"}"#;

struct Twins {
    gateway: RunningGateway,
    production: Peer,
    development: Peer,
    _others: (Peer, Peer),
}

async fn twins(production: Reply, development: Reply) -> Twins {
    let vendors = Vendors::start(script(move |_| production.clone()), takes_all().1).await;
    let host = Environment::Development.host();
    let twin = Peer::http2(PeerOptions::tls(&vendors.authority, host), move |_| development.clone()).await;
    let mut config = vendors.config();
    if let VendorConfig::Apns { twin_endpoint, .. } = &mut config.targets[0].vendor {
        let endpoint: countersign_egress::Endpoint = format!("https://{host}").parse().unwrap();
        *twin_endpoint = Some(endpoint.via("127.0.0.1", twin.address().port()));
    }
    let gateway = Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await.unwrap();
    assert_ne!(host, APPLE);
    Twins { gateway, production: vendors.apple, development: twin, _others: (vendors.google, vendors.tokens) }
}

fn push(number: u32) -> Value {
    let mut message = message("apple_rn", &hex(1));
    message["ack_id"] = json!(format!("ack{number}"));
    message
}

#[tokio::test]
async fn a_token_of_the_other_environment_is_found_there_and_remembered() {
    let site = twins(Reply::json(400, BAD_TOKEN), Reply::status(200)).await;
    let addr = site.gateway.addr();
    assert_eq!(status_of(addr, &push(1)).await, "OK");
    assert_eq!((site.production.received().len(), site.development.received().len()), (1, 1));
    let ids =
        [&site.production.received()[0], &site.development.received()[0]].map(|one| one.header("apns-id").to_owned());
    assert_eq!(ids[0], ids[1]);
    assert_eq!(status_of(addr, &push(2)).await, "OK");
    assert_eq!((site.production.received().len(), site.development.received().len()), (1, 2), "it is remembered");
}

#[tokio::test]
async fn a_token_that_neither_knows_is_removed() {
    let site = twins(Reply::json(400, BAD_TOKEN), Reply::json(400, BAD_TOKEN)).await;
    assert_eq!(status_of(site.gateway.addr(), &push(1)).await, "REMOVE");
    assert_eq!((site.production.received().len(), site.development.received().len()), (1, 1));
}

#[tokio::test]
async fn a_key_that_is_not_good_for_the_other_environment_stops_nothing() {
    let refused = Reply::json(403, r#"{"reason":"BadEnvironmentKeyIdInToken"}"#);
    let site = twins(Reply::json(400, BAD_TOKEN), refused).await;
    let addr = site.gateway.addr();
    assert_eq!(status_of(addr, &push(1)).await, "REMOVE");
    assert_eq!(metric(addr, "countersign_push_alarms_total{target=\"apple_rn\"}").await, 0);
    assert_eq!(metric(addr, "countersign_push_target_state{state=\"well\",target=\"apple_rn\"}").await, 1);
}

#[tokio::test]
async fn a_twin_that_is_out_of_order_removes_nothing() {
    let site = twins(Reply::json(400, BAD_TOKEN), Reply::json(503, "")).await;
    assert_eq!(status_of(site.gateway.addr(), &push(1)).await, "OK");
    assert_eq!(metric(site.gateway.addr(), "countersign_push_queue_pushes").await, 1);
}
