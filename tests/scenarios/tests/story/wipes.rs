//! A deactivated account's phone loses everything, whatever the phone was doing.

use countersign_mobile_core::bridge::BridgeCall;
use countersign_sim_phone::device::DeviceControl;

use crate::{
    administrator::Administrator,
    support::{Scene, erased, press, step},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_in_use_is_erased_at_once() {
    let scene = Scene::open().await;
    assert!(!scene.stack.ben().device().storage.keys.is_empty());
    Administrator::of(&scene).await.set_active("ben", false).await;
    erased(scene.stack.ben()).await;
    assert!(scene.stack.ana().device().storage.keys.len() >= 2, "nobody else is touched");
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_phone_without_network_is_erased_when_it_comes_back() {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::KillApp).await;
    press(ben, DeviceControl::SetOnline(false)).await;
    Administrator::of(&scene).await.set_active("ben", false).await;
    assert!(!ben.device().storage.keys.is_empty(), "it cannot know yet");
    press(ben, DeviceControl::SetOnline(true)).await;
    press(ben, DeviceControl::OpenApp).await;
    erased(ben).await;
    scene.stack.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_in_the_background_is_erased_by_the_push() {
    let scene = Scene::open().await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::KillApp).await;
    Administrator::of(&scene).await.set_active("ben", false).await;
    step(ben, "erased").await;
    assert!(ben.device().storage.keys.is_empty(), "before anybody opens the app");
    press(ben, DeviceControl::OpenApp).await;
    erased(ben).await;
    let reply = ben.call(BridgeCall::Channels).await;
    assert!(matches!(reply, countersign_mobile_core::bridge::BridgeReply::Error(_)), "{reply:?}");
    scene.stack.shutdown().await;
}
