use std::time::Duration;

use countersign_sim_vendors::{
    Delivery, UnknownTokens,
    device::{AppleHeaders, DeviceClientError, DeviceLink, PushHeaders, RegisterDevice},
};
use countersign_wire_vendor::apns::Environment;

use crate::support::{APP, AppleSender, Push, START, Sim, apple::register, next_push, soon};

/// Nothing comes before a push that is sent now.
async fn nothing_more(sender: &AppleSender, device: &str, phone: &mut DeviceLink) {
    let marker = Push::to(device).with("apns-expiration", "0").body(alert("marker"));
    assert_eq!(sender.verdict(marker).await.0, 200);
    assert_eq!(next_push(phone).await.payload, alert("marker"));
}

fn alert(text: &str) -> String {
    format!(r#"{{ "aps": {{"alert":"{text}"}}, "b": "1", "a": "2" }}"#)
}

#[tokio::test]
async fn a_connected_phone_gets_the_headers_and_the_payload_as_they_were_sent() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    let sender = AppleSender::connect(&sim).await;
    let id = "eabeae54-14a8-11e5-b60b-1697f925ec7b";
    let push = Push::to(&device)
        .with("apns-id", id)
        .with("apns-priority", "5")
        .with("apns-expiration", "1900000000")
        .with("apns-collapse-id", "c")
        .body(alert("hé"));
    assert_eq!(sender.verdict(push).await.0, 200);
    let got = next_push(&mut phone).await;
    assert_eq!((got.payload.as_str(), got.sent_at, got.redelivered), (alert("hé").as_str(), START, false));
    let headers = AppleHeaders {
        apns_id: id.to_owned(),
        topic: APP.to_owned(),
        push_type: "alert".to_owned(),
        priority: 5,
        expiration: Some(1_900_000_000),
        collapse_id: Some("c".to_owned()),
    };
    assert_eq!(got.headers, PushHeaders::Apple(headers));
}

#[tokio::test]
async fn one_push_waits_for_a_phone_that_is_away_the_newest() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    for text in ["one", "two", "three"] {
        assert_eq!(sender.verdict(Push::to(&device).body(alert(text))).await.0, 200);
    }
    let deliveries: Vec<_> =
        sim.vendors.control().records(0, 10).iter().map(|record| record.verdict.delivery).collect();
    assert_eq!(deliveries, [Some(Delivery::Stored), Some(Delivery::Replaced), Some(Delivery::Replaced)]);
    let mut phone = sim.devices().connect(&device).await.unwrap();
    assert_eq!(next_push(&mut phone).await.payload, alert("three"));
    nothing_more(&sender, &device, &mut phone).await;
}

#[tokio::test]
async fn what_must_not_wait_is_missed() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let now = START.as_secs();
    assert_eq!(sender.verdict(Push::to(&device).with("apns-expiration", "0")).await.0, 200);
    assert_eq!(sender.verdict(Push::to(&device).with("apns-expiration", (now + 60).to_string())).await.0, 200);
    let deliveries: Vec<_> =
        sim.vendors.control().records(0, 10).iter().map(|record| record.verdict.delivery).collect();
    assert_eq!(deliveries, [Some(Delivery::Missed), Some(Delivery::Stored)]);
    sim.advance(Duration::from_mins(1));
    let mut phone = sim.devices().connect(&device).await.unwrap();
    nothing_more(&sender, &device, &mut phone).await;
    assert_eq!(sender.verdict(Push::to(&device).with("apns-expiration", "0")).await.0, 200);
    next_push(&mut phone).await;
}

#[tokio::test]
async fn a_push_without_end_waits_thirty_days() {
    let sim = Sim::start().await;
    let (one, two) = (register(&sim).await, register(&sim).await);
    let sender = AppleSender::connect(&sim).await;
    for device in [&one, &two] {
        assert_eq!(sender.verdict(Push::to(device).with("apns-expiration", "4000000000")).await.0, 200);
    }
    sim.advance(Duration::from_hours(30 * 24) - Duration::from_secs(1));
    next_push(&mut sim.devices().connect(&one).await.unwrap()).await;
    sim.advance(Duration::from_secs(1));
    let mut phone = sim.devices().connect(&two).await.unwrap();
    sim.vendors.control().change_settings(|settings| settings.apple.verify_provider_token = false);
    nothing_more(&sender, &two, &mut phone).await;
}

#[tokio::test]
async fn a_push_comes_again_until_it_is_confirmed() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    for text in ["one", "two"] {
        assert_eq!(sender.verdict(Push::to(&device).body(alert(text))).await.0, 200);
    }
    let (one, two) = (next_push(&mut phone).await, next_push(&mut phone).await);
    phone.confirm(one.id).await.unwrap();
    phone.close().await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    let again = next_push(&mut phone).await;
    assert_eq!((again.id, again.redelivered, again.payload), (two.id, true, two.payload));
    phone.confirm(two.id).await.unwrap();
    phone.close().await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    nothing_more(&sender, &device, &mut phone).await;
}

#[tokio::test]
async fn a_later_connection_takes_the_place_of_an_earlier_one() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut first = sim.devices().connect(&device).await.unwrap();
    let mut second = sim.devices().connect(&device).await.unwrap();
    assert_eq!(soon(first.next()).await.unwrap(), None);
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    next_push(&mut second).await;
}

#[tokio::test]
async fn a_token_given_back_is_gone_since_then() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    next_push(&mut phone).await;
    sim.advance(Duration::from_secs(5));
    sim.devices().unregister(&device).await.unwrap();
    assert_eq!(soon(phone.next()).await.unwrap(), None);
    let answer = sender.send(Push::to(&device)).await.unwrap();
    assert_eq!(answer.status.as_u16(), 410);
    assert_eq!(answer.json(), serde_json::json!({"reason": "Unregistered", "timestamp": START.0 + 5000}));
    let again = sim.devices().unregister(&device).await.unwrap_err();
    assert!(matches!(again, DeviceClientError::NotRegistered));
    let connect = sim.devices().connect(&device).await.unwrap_err();
    assert!(matches!(connect, DeviceClientError::NotRegistered));
}

#[tokio::test]
async fn tokens_belong_to_an_app_and_an_environment() {
    let sim = Sim::start().await;
    let development = sim.devices().register(&RegisterDevice::apple_development(APP)).await.unwrap().token;
    let google = sim.devices().register(&RegisterDevice::google(APP)).await.unwrap().token;
    let other = sim.devices().register(&RegisterDevice::apple("com.example.other")).await.unwrap().token;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&development)).await.1, "BadDeviceToken");
    assert_eq!(sender.verdict(Push::to(&google)).await.1, "BadDeviceToken");
    assert_eq!(sender.verdict(Push::to(&other)).await.1, "DeviceTokenNotForTopic");
    let sender = AppleSender::connect_to(&sim, Environment::Development).await;
    assert_eq!(sender.verdict(Push::to(&development)).await.0, 200);
}

#[tokio::test]
async fn unknown_tokens_can_be_accepted_for_load() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to("ab12")).await.1, "BadDeviceToken");
    sim.vendors.control().change_settings(|settings| settings.unknown_tokens = UnknownTokens::Accept);
    assert_eq!(sender.verdict(Push::to("ab12")).await.0, 200);
}

#[tokio::test]
async fn a_device_can_have_a_pace() {
    let sim = Sim::start_with(|config| config.settings.apple.device_pushes_per_minute = Some(2)).await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(sender.verdict(Push::to(&device)).await);
    }
    assert_eq!(statuses[1].0, 200);
    assert_eq!(statuses[2], (429, "TooManyRequests".to_owned()));
    sim.advance(Duration::from_mins(1));
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
}
