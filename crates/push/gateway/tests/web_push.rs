//! A push for a device on a Web Push server, through the whole gateway.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use countersign_loopback::TEST_RSA_KEY;
use countersign_primitives::SequenceRandom;
use countersign_push::{Gateway, GatewayConfig, RunningGateway, Surroundings, VendorConfig};
use countersign_sim_vendors::{
    FaultRule, RunningVendors, ServiceKind, Vendors, VendorsConfig,
    device::{DeviceClient, DeviceFrame, DeviceLink, RegisterDevice},
};
use countersign_system::{OsRandom, SystemClock};
use countersign_webpush::VapidKey;
use countersign_wire_vendor::webpush::Subscription;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

struct World {
    vendors: RunningVendors,
    gateway: RunningGateway,
    key: VapidKey,
    _folder: TempDir,
}

impl World {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vendors = vendors(folder.path()).await;
        let key = VapidKey::generate(&SequenceRandom::new(7));
        let port = vendors.addresses().web_push.port();
        std::fs::write(folder.path().join("ca.pem"), vendors.ca_pem()).unwrap();
        let config = json!({
            "ListenAddress": "127.0.0.1:0",
            "EnableMetrics": true,
            "ThrottlePerSec": 1000,
            "QueueFolder": folder.path().join("queue"),
            "WebPushSettings": [{
                "Type": "unified_push",
                "RequestTimeout": 5,
                "VAPIDPublicKey": key.public_text(),
                "VAPIDPrivateKey": key.private_text().expose(),
                "Subscriber": "mailto:ops@example.com",
                "AllowedHosts": [format!("127.0.0.1:{port}")],
                "MaxErrorBodyBytes": 8192,
                "TTLSeconds": 600,
                "AdditionalBlockedCIDRs": ["10.0.0.0/8"],
                "ExtraRootsFile": "ca.pem",
            }],
        });
        let gateway = gateway(folder.path(), &config).await;
        Self { vendors, gateway, key, _folder: folder }
    }

    async fn subscribe(&self) -> (String, DeviceLink) {
        let devices = DeviceClient::new(&self.vendors.device_url());
        let request =
            RegisterDevice { vapid_key: Some(self.key.public_text()), ..RegisterDevice::web_push("ben's phone") };
        let device = devices.register(&request).await.unwrap();
        let told = device.subscription.clone().unwrap();
        let told = json!({"endpoint": told.endpoint, "p256dh": told.p256dh, "auth": told.auth});
        let token = serde_json::from_value::<Subscription>(told).unwrap().to_token();
        (token, devices.connect(&device.token).await.unwrap())
    }

    async fn push(&self, device: &str, ack: &str) -> Value {
        let push = json!({
            "ack_id": ack, "platform": "unified_push-v2", "server_id": "server", "device_id": device,
            "type": "message", "message": "hello", "channel_name": "Town Square", "version": "v2",
        });
        let answer = ask(self.gateway.addr(), "POST /api/v1/send_push", &push.to_string()).await;
        serde_json::from_str(&answer).unwrap()
    }

    fn fault(&self, script: &str) {
        let script = script.parse().unwrap();
        let rule = FaultRule { service: Some(ServiceKind::WebPush), token_prefix: String::new(), script };
        self.vendors.control().add_fault(rule);
    }

    async fn metrics(&self) -> String {
        ask(self.gateway.addr(), "GET /metrics", "").await
    }

    async fn is_well(&self) -> bool {
        ask(self.gateway.addr(), "GET /healthz", "").await.contains(r#""state":"well""#)
    }
}

async fn vendors(folder: &Path) -> RunningVendors {
    std::fs::create_dir_all(folder.join("credentials")).unwrap();
    std::fs::write(folder.join("credentials/google.key.pem"), TEST_RSA_KEY).unwrap();
    let config = VendorsConfig::loopback(folder.to_owned(), Arc::new(SystemClock::new()), Arc::new(OsRandom));
    Vendors::start(config).await.unwrap()
}

async fn gateway(folder: &Path, config: &Value) -> RunningGateway {
    let file = folder.join("push.json");
    std::fs::write(&file, config.to_string()).unwrap();
    let loaded = GatewayConfig::load(&file).unwrap();
    assert!(loaded.notices.iter().any(|notice| notice.contains("MaxErrorBodyBytes")), "{:?}", loaded.notices);
    Gateway::start(loaded.config, surroundings()).await.unwrap()
}

fn surroundings() -> Surroundings {
    Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), observer: None }
}

/// The body of the answer.
async fn ask(address: SocketAddr, what: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{what} HTTP/1.0\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all((head + body).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

async fn next(phone: &mut DeviceLink) -> BTreeMap<String, String> {
    let frame = tokio::time::timeout(Duration::from_secs(20), phone.next()).await.expect("it arrives");
    let Some(DeviceFrame::Push(push)) = frame.unwrap() else { panic!("a push was expected") };
    serde_json::from_str(&push.payload).unwrap()
}

#[tokio::test]
async fn a_device_on_a_push_server_gets_its_push() {
    let world = World::start().await;
    let (device, mut phone) = world.subscribe().await;
    assert_eq!(world.push(&device, "a1").await, json!({"status": "OK"}));
    let data = next(&mut phone).await;
    assert_eq!((data["message"].as_str(), data["ack_id"].as_str()), ("hello", "a1"));
    let metrics = world.metrics().await;
    assert!(metrics.contains(r#"service_success_total{platform="unified_push""#), "{metrics}");
    assert!(metrics.contains(r#"countersign_push_servers{target="unified_push"} 1"#), "{metrics}");
    let headers = format!("{:?}", world.vendors.control().records(0, 1)[0].headers);
    assert!(headers.contains(r#"("ttl", "600")"#), "{headers}");
}

#[tokio::test]
async fn the_end_of_a_subscription_removes_the_device() {
    let world = World::start().await;
    let (device, _phone) = world.subscribe().await;
    for (script, ack) in [("st-410.times-1", "b1"), ("st-404.times-1", "b2")] {
        world.fault(script);
        let answer = world.push(&device, ack).await;
        assert_eq!(answer["status"], "REMOVE", "{answer}");
    }
    assert!(world.metrics().await.contains(r#"service_removal_total{platform="unified_push",reason="410""#));
}

#[tokio::test]
async fn a_device_id_that_leads_elsewhere_is_refused() {
    let world = World::start().await;
    let (device, _phone) = world.subscribe().await;
    let sound = Subscription::from_token(&device).unwrap();
    for endpoint in ["https://10.0.0.1/x", "http://127.0.0.1/x", "https://127.0.0.1:1/x"] {
        let bad = Subscription { endpoint: endpoint.to_owned(), ..sound.clone() }.to_token();
        let answer = world.push(&bad, "c").await;
        assert_eq!(answer["status"], "FAIL", "{endpoint}: {answer}");
    }
    assert_eq!(world.push("junk", "c1").await["status"], "FAIL");
    assert!(world.vendors.control().records(0, 1).is_empty());
}

#[tokio::test]
async fn what_one_server_refuses_does_not_stop_the_target() {
    let world = World::start().await;
    let (device, mut phone) = world.subscribe().await;
    for (script, ack) in [("st-403.times-1", "d1"), ("st-400.times-1", "d2"), ("st-307.times-1", "d3")] {
        world.fault(script);
        assert_eq!(world.push(&device, ack).await["status"], "FAIL", "{script}");
        assert!(world.is_well().await, "{script}");
    }
    assert_eq!(world.push(&device, "d4").await["status"], "OK");
    assert_eq!(next(&mut phone).await["ack_id"], "d4");
}

#[tokio::test]
async fn a_push_server_in_trouble_gets_the_push_later() {
    let world = World::start().await;
    let (device, mut phone) = world.subscribe().await;
    for (script, ack) in [("st-429.ra-1.times-1", "e1"), ("st-503.ra-1.times-1", "e2"), ("st-500.times-1", "e3")] {
        world.fault(script);
        assert_eq!(world.push(&device, ack).await["status"], "OK", "{script}");
        assert!(world.is_well().await, "{script}");
        assert_eq!(next(&mut phone).await["ack_id"], ack, "{script}");
    }
}

#[test]
fn mistakes_in_the_settings_are_named_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("push.json");
    let section =
        json!({"Type": "unified_push", "AllowedHosts": ["a b"], "AdditionalBlockedCIDRs": ["10.0.0.0/99", "all"]});
    std::fs::write(&file, json!({"ListenAddress": ":8066", "WebPushSettings": [section]}).to_string()).unwrap();
    let error = GatewayConfig::load(&file).unwrap_err().to_string();
    for place in
        ["VAPIDPrivateKey", "Subscriber", "AllowedHosts[0]", "AdditionalBlockedCIDRs[0]", "AdditionalBlockedCIDRs[1]"]
    {
        assert!(error.contains(&format!("WebPushSettings[0].{place}:")), "{place}: {error}");
    }
}

#[test]
fn our_own_settings_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("push.toml");
    let key = VapidKey::generate(&SequenceRandom::new(7));
    std::fs::write(folder.path().join("vapid.key"), key.private_text().expose()).unwrap();
    let text = r#"
        [[web_push]]
        name = "unified_push"
        vapid_private_key_file = "vapid.key"
        contact = "ops@example.com"
        allow_http = true
        ports = [443]
        allowed_hosts = ["*.corp.example.com"]
        blocked_networks = ["192.0.2.0/24"]
        max_ttl_secs = 3600
        request_timeout_ms = 4000
    "#;
    std::fs::write(&file, text).unwrap();
    let loaded = GatewayConfig::load(&file).unwrap();
    let VendorConfig::WebPush { guard, max_ttl, request_timeout, contact, vapid_private_key, .. } =
        &loaded.config.targets[0].vendor
    else {
        panic!("{:?}", loaded.config)
    };
    assert!(guard.allow_http && guard.ports == [443] && guard.allowed_hosts.len() == 1);
    assert_eq!((max_ttl.unwrap().as_secs(), request_timeout.unwrap().as_secs()), (3600, 4));
    assert_eq!(contact, "ops@example.com");
    assert!(vapid_private_key.matches(key.private_text().expose()));

    let wrong = text.replace("192.0.2.0/24", "everything").replace("vapid_private_key_file = \"vapid.key\"", "");
    std::fs::write(&file, wrong).unwrap();
    let error = GatewayConfig::load(&file).unwrap_err().to_string();
    assert!(error.contains("web_push[0].blocked_networks[0]:") && error.contains("vapid-key"), "{error}");
}

#[tokio::test]
async fn a_key_that_is_no_pair_fails_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("push.json");
    let (one, other) = (VapidKey::generate(&SequenceRandom::new(1)), VapidKey::generate(&SequenceRandom::new(2)));
    let section = json!({
        "Type": "unified_push", "VAPIDPrivateKey": one.private_text().expose(), "VAPIDPublicKey": other.public_text(),
        "Subscriber": "ops@example.com",
    });
    let config = json!({"ListenAddress": "127.0.0.1:0", "QueueFolder": folder.path(), "WebPushSettings": [section]});
    std::fs::write(&file, config.to_string()).unwrap();
    let config = GatewayConfig::load(&file).unwrap().config;
    let Err(error) = Gateway::start(config, surroundings()).await else { panic!("it must not start") };
    assert!(error.to_string().contains("does not belong"), "{error}");
}
