//! The app's life on the device: screen, lock, prompt, network, storage.

use countersign_mobile_core::bridge::{BridgeCall, BridgeErrorKind, BridgeReply, Delivery, GateView};
use countersign_sim_phone::{
    Phone, PhoneError,
    device::{AppPresence, DeviceControl},
};
use serde_json::json;

use crate::bench::{Bench, LIMIT, gate, press};

#[tokio::test]
async fn screen_and_lock_move_the_app() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let pressed = |control| press(&phone, control);
    assert_eq!(phone.device().app, AppPresence::Foreground);
    assert_eq!(pressed(DeviceControl::SetLocked(true)).await.app, AppPresence::Background);
    assert_eq!(pressed(DeviceControl::OpenApp).await.app, AppPresence::Background, "nothing opens behind the lock");
    assert_eq!(pressed(DeviceControl::SetLocked(false)).await.app, AppPresence::Foreground);
    assert_eq!(pressed(DeviceControl::PressHome).await.app, AppPresence::Background);
    assert_eq!(pressed(DeviceControl::SetLocked(true)).await.app, AppPresence::Background);
    assert_eq!(pressed(DeviceControl::SetLocked(false)).await.app, AppPresence::Background);
    assert_eq!(pressed(DeviceControl::KillApp).await.app, AppPresence::Killed);
    assert_eq!(pressed(DeviceControl::PressHome).await.app, AppPresence::Killed);
    assert_eq!(pressed(DeviceControl::OpenApp).await.app, AppPresence::Foreground);
    assert_eq!(gate(&phone).await, GateView::Open);
}

#[tokio::test]
async fn a_prompt_is_answered_on_the_device_and_leaves_with_the_app() {
    let bench = Bench::new().await;
    let mut config = bench.config();
    config.managed_settings = Some(json!({"inAppPinCode": "true", "vendor": "ACME"}));
    config.sign_in = None;
    let phone = Phone::start(config).await.unwrap();
    assert_eq!(gate(&phone).await, GateView::Locked { vendor: "ACME".to_owned() });
    for (control, opens) in [
        (DeviceControl::AnswerPrompt(false), false),
        (DeviceControl::PressHome, false),
        (DeviceControl::AnswerPrompt(true), true),
    ] {
        press(&phone, DeviceControl::OpenApp).await;
        let asked = async {
            let view = phone.wait_for_device(LIMIT, |view| view.prompt.is_some()).await.unwrap();
            assert_eq!(view.prompt.as_deref(), Some("Secured by ACME"));
            press(&phone, control).await
        };
        let (_, view) = tokio::join!(phone.call(BridgeCall::Unlock), asked);
        assert_eq!(view.prompt, None);
        press(&phone, DeviceControl::OpenApp).await;
        assert_eq!(matches!(gate(&phone).await, GateView::SignIn { .. }), opens);
    }
}

#[tokio::test]
async fn what_is_written_without_a_network_is_sent_when_it_is_back() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    press(&phone, DeviceControl::SetOnline(false)).await;
    let channel_id = bench.server.world.town;
    let send = BridgeCall::Send { channel_id, root_id: None, message: "hello".to_owned() };
    let reply = phone.call(send).await;
    assert!(matches!(reply, BridgeReply::Sent(post) if post.delivery == Delivery::Pending));
    press(&phone, DeviceControl::SetOnline(true)).await;
    let open = BridgeCall::OpenChannel { channel_id };
    let arrived = |reply: &BridgeReply| matches!(reply, BridgeReply::Channel(view) if view.page.posts.iter().all(|post| post.delivery == Delivery::Sent));
    assert!(phone.wait_for_reply(LIMIT, open, arrived).await.is_some());
    assert_eq!(bench.server.world.lock().posts.len(), 1);
}

#[tokio::test]
async fn a_phone_that_is_jailbroken_meanwhile_is_blocked_at_once() {
    let bench = Bench::new().await;
    let mut config = bench.config();
    config.managed_settings = Some(json!({"jailbreakProtection": true, "vendor": "ACME"}));
    let phone = Phone::start(config).await.unwrap();
    assert_eq!(gate(&phone).await, GateView::Open);
    press(&phone, DeviceControl::SetJailbroken(true)).await;
    assert!(matches!(gate(&phone).await, GateView::Blocked { .. }));
    let refused = phone.call(BridgeCall::Channels).await;
    assert!(matches!(refused, BridgeReply::Error(error) if error.kind == BridgeErrorKind::Gate));
}

#[tokio::test]
async fn deactivated_while_offline_the_data_goes_when_the_phone_is_back() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    press(&phone, DeviceControl::SetOnline(false)).await;
    bench.server.world.deactivate();
    press(&phone, DeviceControl::SetOnline(true)).await;
    let gone = phone.wait_for_device(LIMIT, |view| view.storage.keys.is_empty()).await.unwrap();
    assert!(!gone.storage.files.iter().any(|file| file.path.ends_with("store.db")));
    assert!(matches!(gate(&phone).await, GateView::Erased { .. }));
}

#[tokio::test]
async fn a_phone_switched_off_and_on_is_as_it_was() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    press(&phone, DeviceControl::PressHome).await;
    bench.push(&bench.post("lunch?"), "ack1");
    crate::bench::notification(&phone, "@ana: lunch?").await;
    let before = phone.device();
    phone.shutdown().await;

    let phone = bench.phone().await;
    assert_eq!(phone.device().notifications, before.notifications);
    assert_eq!(bench.server.world.count("POST", "/users/login"), 1, "nobody signs in again");
    assert_eq!(gate(&phone).await, GateView::Open);
}

#[tokio::test]
async fn two_phones_share_neither_a_folder_nor_a_port() {
    let bench = Bench::new().await;
    let phone = bench.phone().await;
    let same_folder = Phone::start(bench.config()).await.unwrap_err();
    assert!(matches!(same_folder, PhoneError::App(_)), "{same_folder}");
    let mut config = bench.config();
    config.listen = phone.address();
    config.data_dir = bench.files.path().join("other");
    let same_port = Phone::start(config).await.unwrap_err();
    assert!(matches!(same_port, PhoneError::Listen { .. }), "{same_port}");
}

#[tokio::test]
async fn a_wrong_password_at_the_start_is_an_error_that_says_so() {
    let bench = Bench::new().await;
    let mut config = bench.config();
    config.sign_in.as_mut().unwrap().password = "wrong".to_owned().into();
    let error = Phone::start(config).await.unwrap_err();
    assert!(matches!(&error, PhoneError::SignIn(why) if why.contains("invalid_credentials")), "{error}");
}
