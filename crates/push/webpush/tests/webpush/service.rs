//! Against a service that checks every header and decrypts every message.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use countersign_dispatch::{Attempt, Sender, Signal, Silence};
use countersign_loopback::TEST_RSA_KEY;
use countersign_primitives::ManualClock;
use countersign_sim_vendors::{
    FaultRule, RunningVendors, ServiceKind, Vendors, VendorsConfig,
    device::{DeviceClient, DeviceFrame, DeviceLink, PushHeaders, RegisterDevice, WebPushHeaders},
};
use countersign_system::OsRandom;
use countersign_wire_push::{DevicePush, PushMessage, PushType};
use countersign_wire_vendor::webpush::Subscription;

use crate::support::{ACCEPTED, Bench, NOW, at_home, to};

struct Sim {
    vendors: RunningVendors,
    bench: Bench,
    _folder: tempfile::TempDir,
}

impl Sim {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Making an RSA key for Google takes longer than everything else here.
        std::fs::create_dir_all(folder.path().join("credentials")).unwrap();
        std::fs::write(folder.path().join("credentials/google.key.pem"), TEST_RSA_KEY).unwrap();
        let clock = Arc::new(ManualClock::new(NOW));
        let config = VendorsConfig::loopback(folder.path().to_owned(), Arc::clone(&clock) as _, Arc::new(OsRandom));
        let vendors = Vendors::start(config).await.unwrap();
        let guard = at_home("127.0.0.1", vendors.addresses().web_push.port());
        let bench = Bench::with_clock(vendors.ca_pem(), guard, clock);
        Self { vendors, bench, _folder: folder }
    }

    fn devices(&self) -> DeviceClient {
        DeviceClient::new(&self.vendors.device_url())
    }

    /// A device that registered for this sender, its id, and its connection.
    async fn subscribe(&self) -> (String, DeviceLink) {
        let vapid_key = Some(self.bench.sender.public_key());
        self.subscribe_with(RegisterDevice { vapid_key, ..RegisterDevice::web_push("phone") }).await
    }

    async fn subscribe_with(&self, request: RegisterDevice) -> (String, DeviceLink) {
        let device = self.devices().register(&request).await.unwrap();
        let told = device.subscription.clone().unwrap();
        let json = serde_json::json!({"endpoint": told.endpoint, "p256dh": told.p256dh, "auth": told.auth});
        let id = serde_json::from_value::<Subscription>(json).unwrap().to_token();
        (id, self.devices().connect(&device.token).await.unwrap())
    }

    fn fault(&self, script: &str) {
        let script = script.parse().unwrap();
        let service = Some(ServiceKind::WebPush);
        self.vendors.control().add_fault(FaultRule { service, token_prefix: String::new(), script });
    }
}

async fn next(link: &mut DeviceLink) -> (DevicePush, WebPushHeaders) {
    let frame = tokio::time::timeout(Duration::from_secs(10), link.next()).await.expect("it arrives").unwrap().unwrap();
    let DeviceFrame::Push(push) = frame else { panic!("{frame:?}") };
    let PushHeaders::WebPush(headers) = push.headers else { panic!("{push:?}") };
    let data: BTreeMap<String, String> = serde_json::from_str(&push.payload).unwrap();
    (DevicePush::from_fcm(&data), headers)
}

#[tokio::test]
async fn the_device_reads_the_message_and_the_service_knows_the_sender() {
    let sim = Sim::start().await;
    let (device, mut phone) = sim.subscribe().await;
    assert!(sim.bench.sender.takes(&device));
    assert_eq!(sim.bench.send(to(&device)).await, ACCEPTED);
    let (push, headers) = next(&mut phone).await;
    assert_eq!(push.message.as_deref(), Some("hello :wave:"));
    assert_eq!((push.channel_name.as_deref(), push.ack_id.as_deref()), (Some("Town Square"), Some("ack")));
    assert_eq!((headers.urgency.as_str(), headers.ttl_secs, headers.topic), ("high", 3600, None));
    let body = sim.vendors.control().records(0, 1)[0].headers.clone();
    assert!(!format!("{body:?}").contains("hello"));
}

#[tokio::test]
async fn what_shows_nothing_is_not_urgent_and_replaces_its_like() {
    let sim = Sim::start().await;
    let (device, mut phone) = sim.subscribe().await;
    let clear = PushMessage { kind: PushType::Clear, channel_id: "channel".to_owned(), ..to(&device) };
    assert_eq!(sim.bench.send(clear).await, ACCEPTED);
    let (push, headers) = next(&mut phone).await;
    assert_eq!((push.kind, push.channel_id.as_deref()), (PushType::Clear, Some("channel")));
    let topic = headers.topic.unwrap();
    assert_eq!((headers.urgency.as_str(), topic.len()), ("low", 32));
    assert!(!topic.contains("channel"));
}

#[tokio::test]
async fn one_token_serves_many_pushes_and_is_renewed_in_time() {
    let sim = Sim::start().await;
    let (device, _phone) = sim.subscribe().await;
    for _ in 0..3 {
        assert_eq!(sim.bench.send(to(&device)).await, ACCEPTED);
    }
    sim.bench.clock.advance(Duration::from_hours(12));
    assert_eq!(sim.bench.send(to(&device)).await, ACCEPTED);
    let records = sim.vendors.control().records(0, 10);
    let tokens: Vec<_> = records.iter().map(|record| format!("{:?}", record.headers)).collect();
    let expiries: Vec<_> =
        tokens.iter().map(|headers| headers.split("exp ").nth(1).unwrap().split(',').next().unwrap()).collect();
    assert_eq!(expiries[0], (NOW.as_secs() + 12 * 3600).to_string());
    assert!(expiries[0] == expiries[1] && expiries[1] == expiries[2] && expiries[2] != expiries[3]);
}

#[tokio::test]
async fn the_longest_push_is_taken() {
    let sim = Sim::start().await;
    let (device, mut phone) = sim.subscribe().await;
    let long =
        PushMessage { message: "\u{1f44b} \"quoted\"\n".repeat(1000), signature: "s".repeat(300), ..to(&device) };
    assert_eq!(sim.bench.send(long.clone()).await, ACCEPTED);
    let (push, _) = next(&mut phone).await;
    let text = push.message.unwrap();
    assert!(text.len() > 1500 && push.signature.unwrap().len() == 300);

    let attempt = Attempt { smaller: true, ..Attempt::within(Duration::from_secs(10)) };
    assert_eq!(sim.bench.sender.send(&sim.bench.push(long), &attempt).await, ACCEPTED);
    assert_eq!(next(&mut phone).await.0.channel_name, None);
}

#[tokio::test]
async fn what_cannot_be_made_to_fit_is_too_large_without_asking() {
    let sim = Sim::start().await;
    let (device, _phone) = sim.subscribe().await;
    let endless = PushMessage { signature: "s".repeat(4000), ..to(&device) };
    assert_eq!(sim.bench.refusal(endless).await.status, 413);
    assert!(sim.vendors.control().records(0, 10).is_empty());
}

#[tokio::test]
async fn the_end_of_a_subscription_is_told() {
    let sim = Sim::start().await;
    let device = sim.devices().register(&RegisterDevice::web_push("phone")).await.unwrap();
    let told = device.subscription.clone().unwrap();
    let json = serde_json::json!({"endpoint": told.endpoint, "p256dh": told.p256dh, "auth": told.auth});
    let id = serde_json::from_value::<Subscription>(json).unwrap().to_token();
    assert_eq!(sim.bench.send(to(&id)).await, ACCEPTED);
    sim.devices().unregister(&device.token).await.unwrap();
    assert_eq!(sim.bench.refusal(to(&id)).await.status, 410);
}

#[tokio::test]
async fn a_subscription_for_another_sender_is_refused() {
    let sim = Sim::start().await;
    let other = countersign_webpush::VapidKey::generate(&OsRandom).public_text();
    let request = RegisterDevice { vapid_key: Some(other), ..RegisterDevice::web_push("phone") };
    let (device, _phone) = sim.subscribe_with(request).await;
    assert_eq!(sim.bench.refusal(to(&device)).await.status, 403);
    let (own, _phone) = sim.subscribe().await;
    assert_eq!(sim.bench.send(to(&own)).await, ACCEPTED);
}

#[tokio::test]
async fn every_answer_becomes_its_signal() {
    for status in [200u16, 201, 202, 204, 301, 307, 400, 401, 403, 404, 410, 413, 429, 500, 503] {
        let sim = Sim::start().await;
        let (device, _phone) = sim.subscribe().await;
        sim.fault(&format!("st-{status}.times-1"));
        let signal = sim.bench.send(to(&device)).await;
        match signal {
            Signal::Accepted { .. } => assert!(status < 300),
            Signal::Refused(refusal) => assert_eq!((refusal.status, refusal.text.as_str()), (status, "")),
            other => panic!("{status}: {other:?}"),
        }
        assert_eq!(sim.vendors.control().records(0, 10).len(), 1, "{status} is asked for once");
    }
}

#[tokio::test]
async fn a_service_that_hangs_is_given_up_in_time() {
    let sim = Sim::start().await;
    let (device, _phone) = sim.subscribe().await;
    sim.fault("hang");
    let push = sim.bench.push(to(&device));
    let signal = sim.bench.sender.send(&push, &Attempt::within(Duration::from_millis(300))).await;
    assert_eq!(signal, Signal::Silent(Silence::TimedOut));
}
