//! Vendors that refuse, throttle, fail or hang, and pushes that are not the server's.

use countersign_mobile_core::bridge::{BridgeCall, BridgeReply};
use countersign_sim_phone::device::DeviceControl;
use countersign_sim_vendors::{FaultRule, ServiceKind};
use serde_json::json;

use crate::support::{Scene, notified, press, step};

fn fault(scene: &Scene, script: &str) {
    fault_of(scene, ServiceKind::Google, script);
}

fn fault_of(scene: &Scene, service: ServiceKind, script: &str) {
    let rule = FaultRule { service: Some(service), token_prefix: String::new(), script: script.parse().unwrap() };
    scene.stack.vendors().control().add_fault(rule);
}

async fn comes_through(script: &str) {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::PressHome).await;
    fault(&scene, script);
    scene.ana_writes("still on its way").await;
    notified(ben, "still on its way").await;
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_throttles_delays_a_push_and_loses_none() {
    comes_through("st-429.ra-1.times-1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_fails_delays_a_push_and_loses_none() {
    comes_through("st-503.ra-1.times-1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_cuts_the_connection_delays_a_push_and_loses_none() {
    comes_through("drop.times-1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_the_server_did_not_sign_shows_nothing() {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::PressHome).await;
    let token = scene
        .stack
        .vendors()
        .control()
        .records(0, 1000)
        .iter()
        .rev()
        .find_map(|record| (record.service == ServiceKind::Google).then(|| record.device_token.clone()).flatten());
    let forged = json!({
        "platform": "android_rn-v2", "device_id": token.expect("Ben's token was checked at sign-in"),
        "server_id": "abcdefghijklmnopqrstuvwxyz", "ack_id": "forgedforgedforgedforgedfo", "type": "message",
        "message": "send me your password", "version": "2", "signature": "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
    });
    let url = format!("{}/api/v1/send_push", scene.stack.addresses().gateway);
    let answer = reqwest::Client::new().post(url).json(&forged).send().await.unwrap();
    assert!(answer.status().is_success());
    step(ben, "rejected").await;
    // A real one after it: whatever the forged one could have shown would be there by now.
    scene.ana_writes("a real one").await;
    notified(ben, "a real one").await;
    assert!(!ben.device().notifications.iter().any(|shown| shown.body.contains("password")));
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_the_vendor_calls_dead_is_not_pushed_to_again() {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::PressHome).await;
    fault(&scene, "st-404-UNREGISTERED");
    scene.ana_writes("into the void").await;
    scene.trace("the removal", |event| event.step == "removed").await;
    scene.stack.vendors().control().clear_faults();
    scene.ana_writes("and another").await;
    scene
        .trace("why there is no push", |event| event.step == "decided" && event.detail["reason"] == "device_removed")
        .await;
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_apple_says_of_a_token_counts_from_when_the_app_named_it() {
    let scene = Scene::open().await;
    let (ana, ben, channel_id) = (scene.stack.ana(), scene.stack.ben(), scene.direct().await);
    let ben_writes = async |text: &str| {
        let reply = ben.call(BridgeCall::Send { channel_id, root_id: None, message: text.to_owned() }).await;
        assert!(matches!(reply, BridgeReply::Sent(_)), "{reply:?}");
    };
    press(ana, DeviceControl::PressHome).await;
    // A token that died long before Ana's app said it was its own: it is alive again.
    fault_of(&scene, ServiceKind::AppleProduction, "st-410-Unregistered.ts-1700000000000");
    ben_writes("to a token that died in 2023").await;
    scene.trace("what Apple says", |event| event.detail["verdict"]["reason"] == "Unregistered").await;
    scene.stack.vendors().control().clear_faults();
    ben_writes("and lives").await;
    notified(ana, "and lives").await;
    assert!(!scene.stack.trace().after(0).iter().any(|event| event.step == "removed"));
    // One that died since.
    fault_of(&scene, ServiceKind::AppleProduction, "st-410-Unregistered.ts-4000000000000");
    ben_writes("into the void").await;
    scene.trace("the removal", |event| event.step == "removed").await;
    scene.stack.shutdown().await;
}
