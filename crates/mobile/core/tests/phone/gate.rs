//! What may show, decided before anything does.

use std::time::Duration;

use serde_json::json;

use countersign_mobile_core::bridge::{BridgeCall, BridgeErrorKind, BridgeReply, GateView};
use countersign_mobile_host::IntegrityReport;

use crate::{bench, fake::PASSWORD, signed_in};

#[tokio::test]
async fn a_server_that_asks_for_biometrics_locks_at_launch_and_after_five_minutes() {
    let (server, mut phone) = signed_in().await;
    server.world.lock().config.insert("MobileEnableBiometrics".to_owned(), "true".to_owned());
    let config = server.world.lock().config.clone();
    server.world.event("config_changed", &json!({"config": config}));
    let locked = GateView::Locked { vendor: "Acme Chat".to_owned() };
    phone.until_state("it locks at once", |state| state.gate == locked).await;
    let state = phone.state().await;
    assert_eq!(state.account, None, "nothing of the account shows behind the lock");
    assert_eq!(phone.refused(BridgeCall::Channels).await.kind, BridgeErrorKind::Gate);
    let channel_id = server.world.town;
    assert_eq!(phone.refused(BridgeCall::OpenChannel { channel_id }).await.kind, BridgeErrorKind::Gate);

    phone.biometrics.set_recognises(false);
    phone.call(BridgeCall::Unlock).await;
    assert_eq!(phone.state().await.gate, locked);
    phone.biometrics.set_recognises(true);
    phone.call(BridgeCall::Unlock).await;
    assert_eq!(phone.state().await.gate, GateView::Open);
    assert_eq!(phone.biometrics.prompts(), ["Secured by Acme Chat", "Secured by Acme Chat"]);

    for (away, gate) in [(299, &GateView::Open), (300, &locked)] {
        phone.core().enter_background();
        phone.clock.advance(Duration::from_secs(away));
        phone.core().enter_foreground();
        assert_eq!(&phone.state().await.gate, gate, "{away} s");
    }
    phone.call(BridgeCall::Unlock).await;
    phone.kill().await;
    phone.start();
    phone.core().enter_foreground();
    assert_eq!(phone.state().await.gate, locked, "a launch locks");
}

#[tokio::test]
async fn an_answer_that_comes_in_the_background_counts_from_then() {
    let (_server, mut phone) = bench().await;
    phone.managed.set(Some(r#"{"inAppPinCode": "true", "vendor": "ACME"}"#));
    phone.start();
    phone.core().enter_foreground();
    phone.core().enter_background();
    phone.call(BridgeCall::Unlock).await;
    phone.clock.advance(Duration::from_mins(5));
    phone.core().enter_foreground();
    assert!(matches!(phone.state().await.gate, GateView::Locked { .. }));
}

#[tokio::test]
async fn two_requests_to_unlock_ask_once() {
    let (_server, mut phone) = bench().await;
    phone.managed.set(Some(r#"{"inAppPinCode": "true"}"#));
    phone.start();
    phone.core().enter_foreground();
    tokio::join!(phone.call(BridgeCall::Unlock), phone.call(BridgeCall::Unlock));
    assert_eq!(phone.biometrics.prompts().len(), 1);
}

#[tokio::test]
async fn a_jailbroken_device_is_blocked_and_signing_out_lifts_what_the_server_asked() {
    let (server, phone) = signed_in().await;
    server.world.lock().config.insert("MobileJailbreakProtection".to_owned(), "true".to_owned());
    let config = server.world.lock().config.clone();
    server.world.event("config_changed", &json!({"config": config}));
    phone.integrity.set(IntegrityReport::Compromised);
    phone
        .until_state("it is blocked", |state| matches!(&state.gate, GateView::Blocked { can_sign_out: true, .. }))
        .await;
    assert_eq!(phone.refused(BridgeCall::Channels).await.kind, BridgeErrorKind::Gate);
    phone.call(BridgeCall::SignOut).await;
    assert!(matches!(phone.state().await.gate, GateView::SignIn { .. }));
}

#[tokio::test]
async fn no_password_is_sent_from_a_device_the_server_does_not_trust() {
    let (server, mut phone) = bench().await;
    server.world.lock().config.insert("MobileJailbreakProtection".to_owned(), "true".to_owned());
    phone.integrity.set(IntegrityReport::Compromised);
    phone.start();
    phone.call(BridgeCall::LookAtServer { url: server.url() }).await;
    let refused = phone.log_in("ben", PASSWORD).await;
    assert!(matches!(refused, BridgeReply::Error(error) if error.kind == BridgeErrorKind::Refused));
    assert_eq!(server.world.count("POST", "/users/login"), 0);
}

#[tokio::test]
async fn managed_settings_apply_from_the_first_screen_on() {
    let (server, mut phone) = bench().await;
    let settings = json!({"inAppPinCode": "true", "vendor": "ACME", "serverUrl": server.url(), "username": "ben",
        "allowOtherServers": "false", "copyAndPasteProtection": "true", "blurApplicationScreen": "true"});
    phone.managed.set(Some(&settings.to_string()));
    phone.start();
    let state = phone.state().await;
    assert_eq!(state.gate, GateView::Locked { vendor: "ACME".to_owned() });
    assert!(!state.copy_allowed && state.screen_protected);
    phone.call(BridgeCall::Unlock).await;
    let offer =
        GateView::SignIn { server_url: Some(server.url()), username: Some("ben".to_owned()), server_locked: true };
    assert_eq!(phone.state().await.gate, offer);
    let other = phone.refused(BridgeCall::LookAtServer { url: "https://other.example.com".to_owned() }).await;
    assert_eq!(other.kind, BridgeErrorKind::Refused);
    assert!(matches!(phone.call(BridgeCall::LookAtServer { url: server.url() }).await, BridgeReply::Server(_)));

    phone.managed.set(None);
    phone.core().managed_settings_changed();
    let state = phone.state().await;
    assert!(state.copy_allowed && !state.screen_protected, "removed settings stop applying");
}

#[tokio::test]
async fn a_device_without_a_screen_lock_cannot_be_locked_and_is_blocked() {
    let (_server, mut phone) = bench().await;
    phone.managed.set(Some(r#"{"inAppPinCode": "true", "vendor": "ACME"}"#));
    phone.biometrics.set_secured(false);
    phone.start();
    let GateView::Blocked { vendor, reason, can_sign_out } = phone.state().await.gate else { panic!("not blocked") };
    assert_eq!((vendor.as_str(), can_sign_out), ("ACME", false));
    assert!(reason.contains("passcode"), "{reason}");
}
