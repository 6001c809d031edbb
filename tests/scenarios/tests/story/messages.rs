//! A message on its way to a screen.

use std::sync::Arc;

use countersign_mobile_core::bridge::BridgeCall;
use countersign_primitives::Secret;
use countersign_sim_phone::{
    AutoSignIn, Phone, PhoneConfig,
    device::{DeviceControl, DevicePlatform},
};
use countersign_system::{OsRandom, SystemClock};

use crate::support::{LIMIT, Scene, notified, press, step};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_a_verified_banner_and_nobody_between_could_read_it() {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::PressHome).await;
    scene.ana_writes("the code for gate 4 is 7319").await;
    let shown = notified(ben, "gate 4 is 7319").await;
    assert_eq!(shown.title, "Ana Oliveira");

    let fetched = step(ben, "fetched").await;
    let ack_id = fetched.ack_id.unwrap();
    step(ben, "verified").await;
    scene
        .trace("the receipt at the gateway", |event| {
            event.ack_id.as_deref() == Some(&ack_id) && event.step == "confirmed"
        })
        .await;
    let between = scene.seen_by(&["gateway", "apple", "google"], &ack_id);
    assert!(between.contains(&ack_id), "{between}");
    for secret in ["7319", "gate 4", "Oliveira"] {
        assert!(!between.contains(secret), "{secret} was seen: {between}");
    }

    press(ben, DeviceControl::TapNotification(shown.id)).await;
    ben.call(BridgeCall::OpenChannel { channel_id: scene.direct().await }).await;
    let read = ben.wait_for_device(LIMIT, |device| device.badge == 0 && device.notifications.is_empty()).await;
    assert!(read.is_some(), "opening the conversation clears the badge");
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_iphone_gets_the_same_from_apple() {
    let scene = Scene::open().await;
    let ana = scene.stack.ana();
    let channel_id = scene.direct().await;
    press(ana, DeviceControl::PressHome).await;
    let message = "the ferry leaves at nine".to_owned();
    scene.stack.ben().call(BridgeCall::Send { channel_id, root_id: None, message }).await;
    notified(ana, "the ferry leaves at nine").await;
    let ack_id = step(ana, "fetched").await.ack_id.unwrap();
    let apple = scene.seen_by(&["apple"], &ack_id);
    assert!(apple.contains("mutable-content") && !apple.contains("ferry"), "{apple}");
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_app_and_a_locked_phone_show_it_too() {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::KillApp).await;
    scene.ana_writes("bring the long ladder").await;
    notified(ben, "bring the long ladder").await;
    press(ben, DeviceControl::SetLocked(true)).await;
    scene.ana_writes("and the short one").await;
    notified(ben, "and the short one").await;
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_a_phone_has_no_network_comes_when_it_has_one() {
    let scene = Scene::open().await;
    let (ana, ben) = (scene.stack.ana(), scene.stack.ben());
    press(ben, DeviceControl::PressHome).await;
    press(ben, DeviceControl::SetOnline(false)).await;
    scene.ana_writes("never mind, found it").await;
    scene
        .trace("the push at the vendor", |event| event.step == "accepted" && event.ack_id.as_deref() != Some(""))
        .await;
    press(ben, DeviceControl::SetOnline(true)).await;
    notified(ben, "never mind, found it").await;

    // The other way round: what is typed without a network is sent when there is one.
    press(ana, DeviceControl::SetOnline(false)).await;
    scene.ana_writes("typed in a tunnel").await;
    press(ana, DeviceControl::SetOnline(true)).await;
    notified(ben, "typed in a tunnel").await;
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_on_one_phone_clears_the_other() {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    let mut tablet = PhoneConfig::loopback(
        "Ben's tablet",
        DevicePlatform::Ios,
        scene.folder.path().join("tablet"),
        Arc::new(SystemClock::new()),
        Arc::new(OsRandom),
    );
    tablet.device_port = Some(scene.stack.vendors().device_url());
    tablet.extra_roots_pem = scene.stack.vendors().ca_pem().as_bytes().to_vec();
    tablet.sign_in = Some(AutoSignIn {
        server_url: scene.stack.server().url(),
        login_id: "ben".to_owned(),
        password: Secret::new(scene.stack.people().named("ben").password.clone()),
    });
    let tablet = Phone::start(tablet).await.unwrap();
    press(&tablet, DeviceControl::KillApp).await;
    press(ben, DeviceControl::PressHome).await;

    scene.ana_writes("on both screens").await;
    notified(&tablet, "on both screens").await;
    let on_phone = notified(ben, "on both screens").await;
    press(ben, DeviceControl::TapNotification(on_phone.id)).await;
    ben.call(BridgeCall::OpenChannel { channel_id: scene.direct().await }).await;
    let cleared = tablet.wait_for_device(LIMIT, |device| device.notifications.is_empty() && device.badge == 0).await;
    assert!(cleared.is_some(), "{:#?}", tablet.trace());
    assert!(step(&tablet, "cleared").await.ack_id.is_some(), "by a push of its own");
    tablet.shutdown().await;
    scene.stack.shutdown().await;
}
