use crate::support::{APP, AppleSender, Push, Sim, apple::register};
use countersign_sim_vendors::device::RegisterDevice;

fn of_size(bytes: usize) -> String {
    let frame = r#"{"aps":{"alert":""}}"#;
    frame.replace("\"\"", &format!("\"{}\"", "x".repeat(bytes - frame.len())))
}

#[tokio::test]
async fn every_malformed_push_gets_its_reason() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let to = || Push::to(&device);
    let background = || to().background();
    for (push, status, reason) in [
        (to().with("apns-id", "1"), 400, "BadMessageId"),
        (to().with("apns-id", "EABEAE54-14A8-11E5-B60B-1697F925EC7B"), 400, "BadMessageId"),
        (to().with("apns-expiration", "tomorrow"), 400, "BadExpirationDate"),
        (to().with("apns-priority", "7"), 400, "BadPriority"),
        (background().with("apns-priority", "10"), 400, "BadPriority"),
        (to().with("apns-collapse-id", "x".repeat(65)), 400, "BadCollapseId"),
        (to().with("apns-push-type", "silent"), 400, "InvalidPushType"),
        (background().body(r#"{"aps":{"content-available":1,"badge":1}}"#), 400, "InvalidPushType"),
        (background().body(r#"{"aps":{}}"#), 400, "InvalidPushType"),
        (to().body(r#"{"mdm":"magic"}"#), 400, "InvalidPushType"),
        (to().without("apns-topic"), 400, "MissingTopic"),
        (to().with("apns-topic", "com example"), 400, "BadTopic"),
        (to().with("apns-topic", format!("{APP}.voip")), 400, "BadTopic"),
        (to().with("apns-push-type", "voip"), 400, "BadTopic"),
        (to().with("apns-topic", "com.example.other"), 400, "DeviceTokenNotForTopic"),
        (to().and("apns-topic", APP), 400, "DuplicateHeaders"),
        (to().with("apns-priority", "5").and("apns-priority", "5"), 400, "DuplicateHeaders"),
        (to().body(""), 400, "PayloadEmpty"),
        (to().body("{}"), 400, "PayloadEmpty"),
        (to().body("{\"aps\":"), 400, "PayloadEmpty"),
        (to().body(of_size(4097)), 413, "PayloadTooLarge"),
        (to().with("apns-push-type", "mdm"), 403, "Forbidden"),
        (Push::to("00"), 400, "BadDeviceToken"),
        (Push::to("not-hexadecimal"), 400, "BadDeviceToken"),
        (Push::to(""), 400, "MissingDeviceToken"),
        (Push { path: "/3/device".to_owned(), ..to() }, 400, "MissingDeviceToken"),
        (Push { path: "/2/device/00".to_owned(), ..to() }, 404, "BadPath"),
        (Push { path: format!("/3/device/{device}/more"), ..to() }, 404, "BadPath"),
        (Push { path: "/3/devices".to_owned(), ..to() }, 404, "BadPath"),
        (Push { method: "GET", ..to() }, 405, "MethodNotAllowed"),
    ] {
        let what = format!("{push:?}", push = (&push.path, &push.headers));
        assert_eq!(sender.verdict(push).await, (status, reason.to_owned()), "{what}");
    }
}

#[tokio::test]
async fn what_apple_allows_is_taken() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let to = || Push::to(&device);
    for push in [
        to().with("apns-priority", "1").with("apns-expiration", "0").with("apns-collapse-id", "x".repeat(64)),
        to().background(),
        to().background().without("apns-priority"),
        to().without("apns-push-type"),
        to().body(of_size(4096)),
        to().body(r#"{"aps":{"badge":0}}"#),
        to().body(r#"{"aps":{}}"#),
        to().and("cookie", "a").and("cookie", "b"),
        Push { path: format!("/3/device/{}", device.to_uppercase()), ..to() },
    ] {
        let what = format!("{:?}", push.headers);
        assert_eq!(sender.verdict(push).await, (200, String::new()), "{what}");
    }
}

#[tokio::test]
async fn calls_have_a_topic_a_token_and_a_size_of_their_own() {
    let sim = Sim::start().await;
    let topic = format!("{APP}.voip");
    let device = sim.devices().register(&RegisterDevice::apple(&topic)).await.unwrap().token;
    let sender = AppleSender::connect(&sim).await;
    let call = || Push::to(&device).with("apns-push-type", "voip").with("apns-topic", topic.as_str());
    assert_eq!(sender.verdict(call()).await.0, 200);
    assert_eq!(sender.verdict(call().body(of_size(5120))).await.0, 200);
    assert_eq!(sender.verdict(call().body(of_size(5121))).await.1, "PayloadTooLarge");
    assert_eq!(sender.verdict(Push::to(&device)).await.1, "DeviceTokenNotForTopic");
    let by_topic = call().without("apns-push-type").body(of_size(5120));
    assert_eq!(sender.verdict(by_topic).await.0, 200, "the topic says that it is a call");
}

#[tokio::test]
async fn the_push_type_need_not_match_when_that_is_switched_off() {
    let sim = Sim::start_with(|config| config.settings.apple.match_push_type = false).await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let push = Push::to(&device).background().body(r#"{"aps":{"badge":1}}"#);
    assert_eq!(sender.verdict(push).await.0, 200);
}

#[tokio::test]
async fn what_may_be_dropped_is_remarked() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    sender.send(Push::to(&device).body(r#"{"aps":{"content-available":1}}"#)).await.unwrap();
    sender.send(Push::to(&device).without("apns-push-type")).await.unwrap();
    sender.send(Push::to(&device)).await.unwrap();
    let remarks: Vec<_> = sim.vendors.control().records(0, 10).iter().map(|record| record.remarks.join(", ")).collect();
    assert_eq!(
        remarks,
        ["an alert with nothing to show: may be dropped", "no apns-push-type: may be delayed or dropped", ""]
    );
}

#[tokio::test]
async fn a_list_of_headers_has_a_limit() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let answer = sender.send(Push::to(&device).with("x-long", "x".repeat(8001))).await.unwrap();
    assert_eq!(answer.status.as_u16(), 431);
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
}

#[tokio::test]
async fn a_body_without_end_is_not_collected() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let answer = sender.send(Push::to(&device).body(vec![b'x'; 4 << 20])).await;
    match answer {
        Ok(answer) => assert_eq!(answer.status.as_u16(), 413),
        Err(error) => assert_eq!(error.reason(), Some(h2::Reason::NO_ERROR), "{error}"),
    }
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
}
