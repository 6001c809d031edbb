use countersign_sim_vendors::device::RegisterDevice;
use serde_json::{Value, json};

use crate::support::{
    APP, GoogleSender, Sim,
    google::{register, verdict},
};

/// Types of an answer's details, without what stands before the last point.
fn details(body: &Value) -> Vec<String> {
    let details = body["error"]["details"].as_array().cloned().unwrap_or_default();
    details.iter().map(|detail| detail["@type"].as_str().unwrap().rsplit('.').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_wrong_request_and_a_wrong_token_are_told_apart() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let long = "x".repeat(4090);
    for (message, shape) in [
        (json!({"token": device, "data": {"badge": 3}}), &["BadRequest"][..]),
        (json!({"token": device, "priority": "high"}), &["BadRequest"]),
        (json!({"token": device, "android": {"priority": "highest"}}), &["BadRequest"]),
        (json!({"token": device, "topic": "t"}), &["BadRequest"]),
        (json!({"token": device, "data": {"from": "me"}}), &["FcmError", "BadRequest"]),
        (json!({"token": device, "data": {"gcm.notification.x": "1"}}), &["FcmError", "BadRequest"]),
        (json!({"token": device, "android": {"data": {"google.c": "1"}}}), &["FcmError", "BadRequest"]),
        (json!({"data": {}}), &["FcmError", "BadRequest"]),
        (json!({"token": device, "data": {"message": long}}), &["FcmError"]),
        (json!({"token": "not a token"}), &["FcmError"]),
    ] {
        let answer = sender.send(message.clone()).await;
        assert_eq!(answer.status.as_u16(), 400, "{message}");
        assert_eq!(details(&answer.json()), shape, "{message}");
    }
    let answer = sender.send(json!({"token": "not a token"})).await;
    assert_eq!(answer.json()["error"]["message"], "The registration token is not a valid FCM registration token");
    assert_eq!(details(&sender.post("{").await.json()), ["BadRequest"]);
    assert_eq!(details(&sender.post(vec![b'x'; 100_000]).await.json()), ["BadRequest"]);
}

#[tokio::test]
async fn a_message_of_exactly_the_largest_size_is_taken() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let of_size = |bytes: usize| json!({"token": device, "data": {"m": "x".repeat(bytes - 1)}});
    assert_eq!(sender.send(of_size(4096)).await.status, 200);
    let answer = sender.send(of_size(4097)).await;
    assert_eq!(answer.json()["error"]["message"], "Android message is too big");
}

#[tokio::test]
async fn tokens_that_are_gone_or_of_another_project_are_told_apart() {
    let sim = Sim::start().await;
    let (gone, other_sim) = (register(&sim).await, Sim::start().await);
    sim.devices().unregister(&gone).await.unwrap();
    let elsewhere = register(&other_sim).await;
    let foreign = RegisterDevice { project_id: Some("other".to_owned()), ..RegisterDevice::google(APP) };
    let foreign = sim.devices().register(&foreign).await.unwrap().token;
    let apple = sim.devices().register(&RegisterDevice::apple(APP)).await.unwrap().token;
    let sender = GoogleSender::connect(&sim).await;
    for (token, expected) in [
        (gone, (404, "UNREGISTERED")),
        (elsewhere, (404, "UNREGISTERED")),
        (foreign, (403, "SENDER_ID_MISMATCH")),
        (apple, (400, "INVALID_ARGUMENT")),
    ] {
        let (status, code) = verdict(&sender.send(json!({"token": token})).await);
        assert_eq!((status, code.as_str()), expected);
    }
}

#[tokio::test]
async fn a_message_can_be_for_one_package_only() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let message = |package| json!({"token": device, "android": {"restricted_package_name": package}});
    assert_eq!(sender.send(message(APP)).await.status, 200);
    assert_eq!(sender.send(message("com.example.other")).await.status, 400);
}

#[tokio::test]
async fn topics_are_taken_and_reach_nobody() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect(&sim).await;
    assert_eq!(sender.send(json!({"topic": "news", "data": {"a": "1"}})).await.status, 200);
    let remarks = sim.vendors.control().records(0, 10).last().unwrap().remarks.clone();
    assert_eq!(remarks, ["topics have no subscribers here"]);
    let big = json!({"topic": "news", "data": {"a": "x".repeat(2048)}});
    assert_eq!(sender.send(big).await.json()["error"]["message"], "Android message is too big");
}
