//! Pushes through the operating system's connection to its vendor.

use countersign_mobile_core::{
    RawPush,
    bridge::{BridgeCall, BridgeReply, GateView},
};
use countersign_sim_phone::device::{AppPresence, DeviceControl, DevicePlatform};
use serde_json::json;

use crate::{
    bench::{Bench, LIMIT, gate, notification, presence, press, step},
    fake::Script,
};

#[tokio::test]
async fn in_the_background_a_push_becomes_a_notification_and_a_tap_leads_to_its_channel() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    press(&phone, DeviceControl::PressHome).await;
    let push = bench.push(&bench.post("lunch?"), "ack1");
    let view = notification(&phone, "@ana: lunch?").await;
    assert_eq!(
        (view.badge, view.app, view.notifications[0].title.as_str()),
        (1, AppPresence::Background, "Town Square")
    );
    bench.vendor.confirmed(push).await;
    let steps: Vec<_> = phone.trace().into_iter().map(|step| step.step).collect();
    assert_eq!(steps, ["received", "verified", "fetched", "acked", "shown", "badge"]);

    let view = press(&phone, DeviceControl::TapNotification(view.notifications[0].id.clone())).await;
    assert_eq!((view.app, view.notifications.len()), (AppPresence::Foreground, 0));
    let BridgeReply::State(state) = phone.call(BridgeCall::State).await else { panic!("no state") };
    assert_eq!(state.navigate, Some(bench.server.world.town));
    phone.call(BridgeCall::OpenChannel { channel_id: bench.server.world.town }).await;
    assert_eq!(phone.device().badge, 0);
}

#[tokio::test]
async fn a_killed_app_is_started_for_a_push_and_ends_again() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let view = press(&phone, DeviceControl::KillApp).await;
    assert_eq!(view.app, AppPresence::Killed);
    let push = bench.push(&bench.post("lunch?"), "ack1");
    let view = notification(&phone, "@ana: lunch?").await;
    assert_eq!(view.app, AppPresence::Killed);
    bench.vendor.confirmed(push).await;
    assert_eq!(bench.server.world.lock().acks.len(), 1);
    let refused = phone.call(BridgeCall::Channels).await;
    assert!(matches!(refused, BridgeReply::Error(_)), "its interface is not on the screen");

    let id = view.notifications[0].id.clone();
    press(&phone, DeviceControl::TapNotification(id)).await;
    assert_eq!(gate(&phone).await, GateView::Open);
}

#[tokio::test]
async fn a_killed_app_carries_out_an_order_to_erase_and_the_storage_is_empty() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    assert_eq!(phone.device().storage.keys.len(), 2);
    press(&phone, DeviceControl::PressHome).await;
    bench.push(&bench.post("lunch?"), "ack1");
    notification(&phone, "@ana: lunch?").await;
    press(&phone, DeviceControl::KillApp).await;
    let world = &bench.server.world;
    world.lock().sessions.clear();
    let push = bench.vendor.push(RawPush::Apns(world.apns("session", "ack2", &bench.vendor.token())));
    let erased = step(&phone, "erased").await;
    assert_eq!(erased.detail["reason"], "ordered_by_server");
    assert_eq!(erased.detail["removed_keys"].as_array().unwrap().len(), 2);
    bench.vendor.confirmed(push).await;
    let view = phone.device();
    assert_eq!((view.storage.keys.len(), view.notifications.len(), view.badge), (0, 0, 0));
    let files: Vec<_> = view.storage.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files, ["erased.json", "lock"]);
    press(&phone, DeviceControl::OpenApp).await;
    assert!(matches!(gate(&phone).await, GateView::Erased { .. }));
}

#[tokio::test]
async fn an_offline_phone_gets_its_pushes_when_it_is_back() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    press(&phone, DeviceControl::PressHome).await;
    press(&phone, DeviceControl::SetOnline(false)).await;
    let push = bench.push(&bench.post("lunch?"), "ack1");
    assert!(!bench.vendor.is_confirmed(push));
    assert_eq!(phone.device().notifications.len(), 0);
    press(&phone, DeviceControl::SetOnline(true)).await;
    notification(&phone, "@ana: lunch?").await;
    bench.vendor.confirmed(push).await;
}

#[tokio::test]
async fn a_badly_signed_push_leaves_nothing_but_its_reason() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    press(&phone, DeviceControl::PressHome).await;
    let RawPush::Apns(mut push) = bench.server.world.id_only(&bench.post("lunch?"), "ack1", "another device") else {
        panic!("not from Apple")
    };
    push["aps"]["alert"] = json!("Call this number");
    let number = bench.vendor.push(RawPush::Apns(push));
    let rejected = step(&phone, "rejected").await;
    assert_eq!(rejected.detail["reason"], "wrong_device");
    bench.vendor.confirmed(number).await;
    assert_eq!(phone.device().notifications, []);
    assert_eq!(bench.server.world.lock().acks, []);
}

#[tokio::test]
async fn android_gets_data_messages() {
    let bench = Bench::new().await;
    let mut config = bench.config();
    config.platform = DevicePlatform::Android;
    let phone = countersign_sim_phone::Phone::start(config).await.unwrap();
    press(&phone, DeviceControl::PressHome).await;
    let login = &bench.server.world.asked("POST", "/users/login")[0];
    assert_eq!(login.body["device_id"], format!("android_rn-v2:{}", bench.vendor.token()));
    let post = bench.post("lunch?");
    bench.vendor.push(bench.server.world.full(&post, "ack1", &bench.vendor.token()));
    notification(&phone, "@ana: lunch?").await;
    step(&phone, "acked").await;
    assert_eq!(bench.server.world.lock().acks[0].platform, "android");
}

#[tokio::test]
async fn a_new_token_is_told_to_the_server() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let first = bench.vendor.token();
    bench.vendor.forget_devices();
    let world = &bench.server.world;
    let told = |token: &str| {
        let asked = world.asked("PUT", "/users/sessions/device");
        asked.iter().any(|asked| asked.body["device_id"] == format!("apple_rn-v2:{token}"))
    };
    assert!(told(&first));
    let changed = |view: &countersign_sim_phone::device::DeviceView| {
        view.online && {
            let asked = world.asked("PUT", "/users/sessions/device");
            asked.last().is_some_and(|asked| asked.body["device_id"] != format!("apple_rn-v2:{first}"))
        }
    };
    assert!(phone.wait_for_device(LIMIT, changed).await.is_some(), "the server knows the old token only");
    assert!(told(&bench.vendor.token()));
}

#[tokio::test]
async fn a_push_waits_for_its_content_without_holding_up_the_next_or_the_app() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    press(&phone, DeviceControl::KillApp).await;
    bench.server.world.script("POST", "/notifications/ack", Script::Hang);
    let slow = bench.push(&bench.post("slow"), "ack1");
    let world = &bench.server.world;
    bench.bell.until("the first asks", || world.count("POST", "/notifications/ack") == 1).await;
    bench.push(&bench.post("quick"), "ack2");
    notification(&phone, "@ana: quick").await;
    press(&phone, DeviceControl::OpenApp).await;
    presence(&phone, AppPresence::Foreground).await;
    assert_eq!(gate(&phone).await, GateView::Open);
    assert!(!bench.vendor.is_confirmed(slow));
}
